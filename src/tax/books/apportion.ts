import type { BigNumberInput } from "@medusajs/framework/types"
import { MathBN } from "@medusajs/framework/utils"
import { type Decimal, currencyDigits } from "../money"

/** Kintsugi's amounts have two decimals at most, whatever the currency. */
const CONTRACT_DIGITS = 2

const HALF_UP = 4
const FLOOR = 3

/** The decimals in which a currency's amounts are told to Kintsugi. */
export const bookDigits = (currencyCode: string): number =>
  Math.min(currencyDigits(currencyCode.toUpperCase()), CONTRACT_DIGITS)

/** What is smaller is noise of a division: a price out of one with tax, say. */
const MEANT_DIGITS = 10

/**
 * An amount in the books' digits, half up. One that has been through a float
 * or a database comes out as the same.
 */
export const toBookAmount = (
  amount: BigNumberInput,
  currencyCode: string
): Decimal =>
  MathBN.convert(amount)
    .decimalPlaces(MEANT_DIGITS, HALF_UP)
    .decimalPlaces(bookDigits(currencyCode), HALF_UP)

/**
 * Splits an amount in proportion to the parts, each with so many decimals, to
 * the last unit (largest remainder; among equals the earlier part).
 *
 * @param total - has no more than `digits` decimals
 * @param parts - none negative, unless their sum is the total but for less
 * than a unit each
 * @returns in the parts' order; all zero where the parts are
 *
 * @example
 * apportion(10, [1, 1, 1], 2) // 3.34, 3.33, 3.33
 */
export const apportion = (
  total: BigNumberInput,
  parts: BigNumberInput[],
  digits: number
): Decimal[] => {
  const weights = parts.map((part) => MathBN.convert(part))
  const sum = MathBN.sum(0, ...weights)
  if (sum.isZero()) {
    return weights.map(() => MathBN.convert(0))
  }
  const unit = MathBN.convert(10).pow(-digits)
  const exact = weights.map((weight) =>
    weight.times(MathBN.convert(total)).div(sum)
  )
  const floors = exact.map((share) => share.decimalPlaces(digits, FLOOR))
  const missing = MathBN.convert(total)
    .minus(MathBN.sum(0, ...floors))
    .div(unit)
    .decimalPlaces(0, HALF_UP)
    .toNumber()
  const order = exact
    .map((share, index) => ({ index, rest: share.minus(floors[index]!) }))
    .sort((a, b) => b.rest.comparedTo(a.rest)! || a.index - b.index)
  const luckier = new Set(order.slice(0, missing).map(({ index }) => index))
  return floors.map((floor, index) =>
    luckier.has(index) ? floor.plus(unit) : floor
  )
}
