import { DefaultsUtils } from "@medusajs/framework/utils"

/**
 * Medusa's countries (ISO 3166-1 alpha-2 and XK): exactly those in Kintsugi's
 * contract.
 */
const COUNTRIES = new Set(
  DefaultsUtils.defaultCountries.map(({ alpha2 }) => alpha2.toUpperCase())
)

/** Codes that tax authorities and shoppers use instead of ISO 3166-1's. */
const OTHER_SPELLINGS: Record<string, string> = {
  EL: "GR", // Greece in VAT numbers (Directive 2006/112/EC, article 215)
  UK: "GB",
}

/**
 * A country's code as Kintsugi accepts it, upper case: `el` → `GR`, `UK` →
 * `GB`; `undefined` where there is no such country.
 */
export const readCountryCode = (code: string): string | undefined => {
  const upper = code.trim().toUpperCase()
  const country = OTHER_SPELLINGS[upper] ?? upper
  return COUNTRIES.has(country) ? country : undefined
}

/**
 * Where a business tax id is from: a country, or `XI`, which traders in
 * Northern Ireland use for goods (Windsor Framework). `undefined` where no tax
 * id can be from there.
 */
export const readTaxIdCountry = (code: string): string | undefined =>
  code.trim().toUpperCase() === "XI" ? "XI" : readCountryCode(code)
