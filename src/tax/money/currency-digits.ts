import { data } from "currency-codes"

/**
 * Codes whose minor unit the list gives as "N.A." (units of account, metals,
 * and codes that are not currencies): the package has 0 for them, which would
 * round away decimals.
 */
const WITHOUT_DIGITS = new Set(
  "XAG XAU XBA XBB XBC XBD XDR XPD XPT XSU XTS XUA XXX".split(" ")
)

/** The "minor unit" column of ISO 4217's list one, by code. */
const DIGITS = new Map(
  data
    .filter(({ code }) => !WITHOUT_DIGITS.has(code))
    .map(({ code, digits }) => [code, digits])
)

/**
 * A currency's number of decimals by ISO 4217: USD 2, JPY 0, KWD 3. Two for a
 * code that is not in the list (all withdrawn currencies that Kintsugi still
 * accepts had two), and for one without a minor unit (XDR).
 *
 * Intl is not used: its digits are CLDR's, which follow everyday use (HUF 0,
 * IQD 0) and change with the Node release.
 *
 * @param currencyCode - in upper or lower case
 */
export const currencyDigits = (currencyCode: string): number =>
  DIGITS.get(currencyCode) ?? DIGITS.get(currencyCode.toUpperCase()) ?? 2
