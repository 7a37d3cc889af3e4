import { jurisdictionOf } from "../ledger/jurisdiction"

/** What kind of place levies a tax; `other`: its name does not say. */
export const JURISDICTION_LEVELS = [
  "country",
  "state",
  "county",
  "city",
  "district",
  "other",
] as const

/** The kind of a jurisdiction. */
export type JurisdictionLevel = (typeof JURISDICTION_LEVELS)[number]

/** Where an order is taxed: ISO 3166-1 alpha-2, and a state's letters. */
export type TaxedPlace = { country: string; state: string }

const DISTRICT = /\b(district|transit|transportation|authority|mta|rtd|spd)\b/i
const COUNTY = /\b(county|parish|borough)\b/i
const CITY = /\b(city|town|village|township|municipal(ity)?)\b/i

/** Canada's provinces levy these; GST and HST are Ottawa's. */
const PROVINCIAL = /\b(PST|QST|RST|TVQ)\b/i

/**
 * The kind of jurisdiction, as far as a tax's name says it. Kintsugi's estimate
 * names the tax alone. For the report, which nothing is filed from: what is sent
 * to Kintsugi has a kind only where there is no doubt, see `jurisdictionOf`.
 *
 * @example
 * jurisdictionLevel("Austin City Sales Tax", { country: "US", state: "TX" }) // "city"
 */
export const jurisdictionLevel = (
  taxName: string,
  place: TaxedPlace
): JurisdictionLevel => {
  if (place.country === "CA") {
    return PROVINCIAL.test(taxName) ? "state" : "country"
  }
  if (place.country !== "US") {
    return place.country ? "country" : "other"
  }
  if (jurisdictionOf(taxName, place).jurisdiction_type === "STATE") {
    return "state"
  }
  const kinds: [RegExp, JurisdictionLevel][] = [
    [DISTRICT, "district"],
    [COUNTY, "county"],
    [CITY, "city"],
  ]
  return kinds.find(([pattern]) => pattern.test(taxName))?.[1] ?? "other"
}

const TAX_WORDS = /(?:\s+(?:sales|use|and|&|local|general|tax))+$/i

/**
 * The name of the place that levies a tax, for grouping.
 *
 * @example
 * areaOf("Austin City Sales Tax") // "Austin City"
 */
export const areaOf = (taxName: string): string =>
  taxName.trim().replace(TAX_WORDS, "") || taxName.trim()
