import type { MedusaContainer } from "@medusajs/framework/types"
import { ContainerRegistrationKeys } from "@medusajs/framework/utils"
import { isKintsugi } from "./taxed-countries"

/** Why a country's tax may not be what the merchant expects. */
export type CountryWarning =
  /** The store sells there, and no provider taxes it. */
  | "no_tax_region"
  /** Its region does not calculate taxes automatically. */
  | "not_automatic"
  /** Taxed by Kintsugi, with no fallback rate for when Kintsugi is down. */
  | "no_default_rate"
  /** It has a tax region, and no region of the store sells there. */
  | "not_sold_to"

export type TaxedCountry = {
  /** ISO 3166-1 alpha-2, lower case. */
  country_code: string
  name: string
  /** Null: it has no tax region yet. */
  tax_region_id: string | null
  provider_id: string | null
  is_kintsugi: boolean
  /** In percent; provinces may have their own. */
  default_rate: number | null
  provinces: number
  regions: { id: string; name: string; automatic_taxes: boolean }[]
  warnings: CountryWarning[]
}

export type TaxedCountries = {
  countries: TaxedCountry[]
  /** Kintsugi's tax provider id for tax regions; null: not registered. */
  kintsugi_provider_id: string | null
}

type TaxRegionRow = {
  id: string
  country_code: string
  province_code: string | null
  provider_id: string | null
  tax_rates?: { is_default: boolean; rate: number | null }[]
}

type RegionRow = {
  id: string
  name: string
  automatic_taxes: boolean
  countries?: { iso_2: string; display_name: string }[]
}

/**
 * Every country that the store sells to or has a tax region for, with its tax
 * provider and warnings for the merchant.
 */
export const listTaxedCountries = async (
  container: MedusaContainer
): Promise<TaxedCountries> => {
  const query = container.resolve(ContainerRegistrationKeys.QUERY)
  const [taxRegions, regions, providers] = await Promise.all([
    query.graph({
      entity: "tax_region",
      fields: [
        "id",
        "country_code",
        "province_code",
        "provider_id",
        "tax_rates.is_default",
        "tax_rates.rate",
      ],
    }),
    query.graph({
      entity: "region",
      fields: [
        "id",
        "name",
        "automatic_taxes",
        "countries.iso_2",
        "countries.display_name",
      ],
    }),
    query.graph({
      entity: "tax_provider",
      fields: ["id", "is_enabled"],
    }),
  ])
  const provider = (
    providers.data as { id: string; is_enabled: boolean }[]
  ).find(({ id, is_enabled }) => is_enabled && isKintsugi(id))
  return {
    countries: taxedCountries(
      taxRegions.data as unknown as TaxRegionRow[],
      regions.data as unknown as RegionRow[]
    ),
    kintsugi_provider_id: provider?.id ?? null,
  }
}

/** Combines tax regions and regions, country by country. */
export const taxedCountries = (
  taxRegions: TaxRegionRow[],
  regions: RegionRow[]
): TaxedCountry[] => {
  const codes = new Set([
    ...taxRegions.map(({ country_code }) => country_code.toLowerCase()),
    ...regions.flatMap(({ countries }) =>
      (countries ?? []).map(({ iso_2 }) => iso_2.toLowerCase())
    ),
  ])
  return [...codes]
    .map((code) => taxedCountry(code, taxRegions, regions))
    .sort((a, b) => a.name.localeCompare(b.name, "en"))
}

const COUNTRY_NAMES = new Intl.DisplayNames(["en"], { type: "region" })

const taxedCountry = (
  code: string,
  taxRegions: TaxRegionRow[],
  regions: RegionRow[]
): TaxedCountry => {
  const taxRows = taxRegions.filter(
    ({ country_code }) => country_code.toLowerCase() === code
  )
  const taxRegion = taxRows.find(({ province_code }) => !province_code)
  const sellers = regions.filter(({ countries }) =>
    countries?.some(({ iso_2 }) => iso_2.toLowerCase() === code)
  )
  const rate =
    taxRegion?.tax_rates?.find(({ is_default }) => is_default)?.rate ?? null
  const onKintsugi = isKintsugi(taxRegion?.provider_id)
  const warnings: (CountryWarning | false)[] = [
    !taxRegion && sellers.length > 0 && "no_tax_region",
    sellers.some(({ automatic_taxes }) => !automatic_taxes) && "not_automatic",
    onKintsugi && rate === null && "no_default_rate",
    sellers.length === 0 && "not_sold_to",
  ]
  return {
    country_code: code,
    name: COUNTRY_NAMES.of(code.toUpperCase()) ?? code.toUpperCase(),
    tax_region_id: taxRegion?.id ?? null,
    provider_id: taxRegion?.provider_id ?? null,
    is_kintsugi: onKintsugi,
    default_rate: rate,
    provinces: taxRows.filter(({ province_code }) => province_code).length,
    regions: sellers.map(({ id, name, automatic_taxes }) => ({
      id,
      name,
      automatic_taxes,
    })),
    warnings: warnings.filter((warning) => warning !== false),
  }
}
