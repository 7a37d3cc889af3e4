/** Beyond these decimals, a sum of doubles has only their noise. */
const SIGNIFICANT_DECIMALS = 10

/**
 * Rounds a sum to the decimals with which Intl shows the currency (USD 2,
 * JPY 0), half away from zero. The only place where this folder rounds money.
 *
 * Intl's digits, because what is rounded here is displayed, and with no
 * dependency; what is charged and reported has the digits of ISO 4217.
 *
 * @param amount - in major units; float noise does not matter
 * @param currencyCode - ISO 4217, in upper or lower case
 * @throws RangeError if the code does not have three letters
 *
 * @example
 * roundToCurrency(0.1 + 0.2, "usd") // 0.3
 */
export const roundToCurrency = (
  amount: number,
  currencyCode: string
): number => {
  const digits = displayedDigits(currencyCode)
  const size = Math.abs(amount).toFixed(SIGNIFICANT_DECIMALS)
  // The exponent moves the decimal point in the text: 1.005 × 100 is not 100.5.
  const units = Math.round(Number(`${size}e${digits}`))
  return units === 0 ? 0 : Math.sign(amount) * Number(`${units}e-${digits}`)
}

const displayedDigits = (currency: string): number =>
  new Intl.NumberFormat("en", { style: "currency", currency }).resolvedOptions()
    .maximumFractionDigits ?? 2
