import type { BigNumberInput } from "@medusajs/framework/types"
import { AMOUNT_DIGITS, MAX_ESTIMATE_AMOUNT } from "../../contract/bounds"
import { type Decimal, currencyDigits, roundHalfUp } from "../money"

/**
 * The number of decimals in amounts that are sent to Kintsugi: the currency's
 * own, and never more than two. See docs/decisions/0020.
 *
 * @param currencyCode - ISO 4217, upper case
 */
export const sentDigits = (currencyCode: string): number =>
  Math.min(currencyDigits(currencyCode), AMOUNT_DIGITS)

/**
 * The one place where an estimate's amount is rounded before it is sent to
 * Kintsugi: half up, to {@link sentDigits}. A value that is not a number stays
 * NaN.
 *
 * @param amount - in major units
 */
export const toSentAmount = (
  amount: BigNumberInput,
  currencyCode: string
): Decimal => roundHalfUp(amount, sentDigits(currencyCode))

/** Whether an amount, as it would be sent, is too large for an estimate. */
export const isTooLarge = (amount: Decimal, currencyCode: string): boolean =>
  toSentAmount(amount, currencyCode).abs().gt(MAX_ESTIMATE_AMOUNT)
