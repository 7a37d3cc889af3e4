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
  const known = DIGITS.get(currencyCode)
  if (known !== undefined) {
    return known
  }
  const digits = digitsByIntl(currencyCode)
  DIGITS.set(currencyCode, digits)
  return digits
}

/** A NumberFormat takes longer than all else that is done to a line. */
const DIGITS = new Map<string, number>()

const digitsByIntl = (currencyCode: string): number => {
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
