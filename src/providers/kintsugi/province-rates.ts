import type {
  ITaxModuleService,
  TaxCalculationContext,
  TaxRateDTO,
} from "@medusajs/framework/types"
import { MedusaModule } from "@medusajs/framework/modules-sdk"
import { Modules } from "@medusajs/framework/utils"
import { readAddress } from "../../tax/address/read-address"
import { isSameProvince } from "../../tax/address/subdivisions"
import { type TaxLine, lineIdOf } from "../../tax/tax-lines/build-tax-lines"
import type { RequestedLine } from "../../tax/cart/taxable-line"
import type { KintsugiTaxContext } from "../../tax/cart/tax-context"

type TaxModule = Pick<ITaxModuleService, "getTaxLines" | "listTaxRegions">

/** The Tax Module that runs this provider. */
const runningTaxModule = (): TaxModule | undefined => {
  const loaded = MedusaModule.getModuleInstance(Modules.TAX) as
    Record<string, TaxModule> | undefined
  return loaded?.[Modules.TAX]
}

/**
 * The lines with the store's own rates for the place where they are taxed.
 *
 * Medusa finds a province's rates only if the address spells the province as
 * the tax region does (`us-ca`), and it uses only the shipping address. If the
 * spelling or the place differs, Medusa is asked for its rates again, for that
 * place and in the tax region's spelling, so that Medusa still decides which
 * rate takes precedence.
 *
 * @param place - where the lines are taxed
 */
export const withProvinceRates = async (
  requested: RequestedLine[],
  context: TaxCalculationContext,
  place: TaxCalculationContext["address"],
  taxModule: TaxModule | undefined = runningTaxModule()
): Promise<RequestedLine[]> => {
  if (!taxModule) {
    return requested
  }
  const province = await provinceAsInRegion(place, taxModule)
  if (isSameRegion(context.address, { ...place, province_code: province })) {
    return requested
  }
  const additional_context: KintsugiTaxContext = {
    kintsugi: { external_id: "", replaces: false, rates_only: true },
  }
  const answer = await taxModule.getTaxLines(
    requested.map(({ line }) => line) as never,
    {
      ...context,
      address: { ...place, province_code: province },
      additional_context,
    } as TaxCalculationContext
  )
  const rates = new Map(
    (answer as TaxLine[]).map((taxLine) => [
      lineIdOf(taxLine),
      (taxLine.data as RatesInData | undefined)?.rates,
    ])
  )
  return requested.map((line) => ({
    ...line,
    rates: rates.get(line.id) ?? line.rates,
  }))
}

/** Compares as Medusa does when it selects a tax region. */
const isSameRegion = (
  one: TaxCalculationContext["address"],
  other: TaxCalculationContext["address"]
): boolean =>
  (["country_code", "province_code"] as const).every(
    (field) =>
      (one?.[field] ?? "").toLowerCase() === (other[field] ?? "").toLowerCase()
  )

/** The province of an address in its tax region's spelling, if there is one. */
const provinceAsInRegion = async (
  address: TaxCalculationContext["address"],
  taxModule: TaxModule
): Promise<string | undefined> => {
  const reading = readAddress(address)
  const typedProvince = address.province_code?.trim() ?? ""
  const province =
    (reading.status === "complete" && reading.address.state) || typedProvince
  const country = address.country_code.toUpperCase()
  if (!province) {
    return address.province_code ?? undefined
  }
  const regions = await taxModule.listTaxRegions(
    { country_code: country.toLowerCase() },
    { select: ["country_code", "province_code"] }
  )
  const codes = regions.flatMap(({ province_code }) => province_code ?? [])
  return (
    codes.find((code) => code === typedProvince.toLowerCase()) ??
    codes.find((code) => isSameProvince(country, code, province)) ??
    address.province_code ??
    undefined
  )
}

type RatesInData = { rates: TaxRateDTO[] }

/** The provider's answer when only the rates are requested. */
export const ratesOnlyLines = (requested: RequestedLine[]): TaxLine[] =>
  requested.map(({ kind, id, rates }) => {
    const data: RatesInData = { rates }
    const taxLine = { name: "", code: "", rate: 0, provider_id: "", data }
    return kind === "item"
      ? { ...taxLine, line_item_id: id }
      : { ...taxLine, shipping_line_id: id }
  })
