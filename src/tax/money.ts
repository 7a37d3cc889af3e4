import type { BigNumberInput } from "@medusajs/framework/types"
import { MathBN } from "@medusajs/framework/utils"

/** An exact decimal, as Medusa's MathBN computes with. */
export type Decimal = ReturnType<typeof MathBN.convert>

const HALF_UP = 4

/**
 * How many decimals a currency's amounts have by ISO 4217: USD 2, JPY 0, KWD 3.
 * An unknown code counts as having two.
 */
export const currencyDigits = (currencyCode: string): number => {
  try {
    return (
      new Intl.NumberFormat("en", {
        style: "currency",
        currency: currencyCode,
      }).resolvedOptions().maximumFractionDigits ?? 2
    )
  } catch {
    return 2
  }
}

/**
 * The one place where an amount is rounded before it leaves for Kintsugi: half
 * up, to the currency's own digits. What is not a number stays NaN.
 *
 * @param amount - in major units
 */
export const roundToCurrency = (
  amount: BigNumberInput,
  currencyCode: string
): Decimal =>
  MathBN.convert(amount).decimalPlaces(currencyDigits(currencyCode), HALF_UP)

/**
 * The rate in percent by which Medusa's arithmetic (rate / 100 × net) gives
 * `taxAmount`: the statutory rate where that is exact, and otherwise the
 * effective one. Zero where nothing is taxed or nothing can be a base.
 *
 * @param net - the line's amount before tax, in major units
 * @param taxAmount - in major units
 * @param statutoryRate - a fraction: 0.0625 is 6.25 %
 */
export const ratePercent = (
  net: Decimal,
  taxAmount: Decimal,
  statutoryRate: Decimal
): number => {
  if (taxAmount.isZero() || net.isZero()) {
    return 0
  }
  const percent = net.times(statutoryRate).eq(taxAmount)
    ? statutoryRate.times(100)
    : taxAmount.times(100).div(net)
  return percent.toNumber()
}
