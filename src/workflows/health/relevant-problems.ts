import type { MedusaContainer } from "@medusajs/framework/types"
import { ContainerRegistrationKeys, Modules } from "@medusajs/framework/utils"
import {
  type Failing,
  isAboutContents,
} from "../../modules/kintsugi/stats/failing-estimates"
import { KINTSUGI_MODULE } from "../../modules/kintsugi"
import type { OpenProblem } from "../../modules/kintsugi/stats/problem-store"
import type { KintsugiModuleService } from "../../modules/kintsugi/service"
import { isKintsugi } from "../settings/taxed-countries"

/** What Kintsugi taxes, and in which currencies the store sells. */
export type TaxedByKintsugi = {
  isConfigured: boolean
  /** ISO 3166-1 alpha-2, upper case. */
  countries: ReadonlySet<string>
  /** Such as `DE EUR`: the currencies that are sold in, by country. */
  currencies: ReadonlySet<string>
}

/**
 * The problems whose cause the merchant has not removed meanwhile. No answer
 * proves that a problem is resolved if Kintsugi no longer taxes the country, or
 * if the store no longer sells in the currency.
 */
export const relevantProblems = async (
  problems: OpenProblem[],
  container: MedusaContainer
): Promise<OpenProblem[]> => {
  if (!problems.length) {
    return []
  }
  const taxed = await readTaxedByKintsugi(container)
  return problems.filter(({ code, failing }) =>
    failing.some((failure) => canRecur(code, failure, taxed))
  )
}

/** Whether such a calculation could fail for the same reason again. */
export const canRecur = (
  code: string,
  { kind: { country, currency } }: Failing,
  { isConfigured, countries, currencies }: TaxedByKintsugi
): boolean => {
  if (code === "not_configured") {
    return !isConfigured
  }
  if (!isAboutContents(code)) {
    return true
  }
  return (
    countries.has(country) &&
    (code !== "currency_not_supported" ||
      currencies.has(`${country} ${currency}`))
  )
}

type RegionRow = {
  currency_code: string
  countries?: { iso_2: string }[] | null
}

const readTaxedByKintsugi = async (
  container: MedusaContainer
): Promise<TaxedByKintsugi> => {
  const [taxRegions, regions, isConfigured] = await Promise.all([
    container
      .resolve(Modules.TAX)
      .listTaxRegions(
        { province_code: null as never },
        { select: ["country_code", "provider_id"], take: null }
      ),
    container.resolve(ContainerRegistrationKeys.QUERY).graph({
      entity: "region",
      fields: ["currency_code", "countries.iso_2"],
    }),
    container
      .resolve<KintsugiModuleService>(KINTSUGI_MODULE)
      .settings.isConfigured(),
  ])
  return {
    isConfigured,
    countries: new Set(
      taxRegions
        .filter(({ provider_id }) => isKintsugi(provider_id))
        .map(({ country_code }) => country_code?.toUpperCase() ?? "")
    ),
    currencies: new Set(
      (regions.data as RegionRow[]).flatMap(({ currency_code, countries }) =>
        (countries ?? []).map(({ iso_2 }) =>
          `${iso_2} ${currency_code}`.toUpperCase()
        )
      )
    ),
  }
}
