import type { BigNumberInput } from "@medusajs/framework/types"
import { MathBN } from "@medusajs/framework/utils"
import type { Decimal } from "../tax/money"
import { sentDigits } from "../tax/estimate/sent-amount"

const HALF_UP = 4
const FLOOR = 3

/** The number of decimals with which a currency is reported to Kintsugi. */
export const ledgerDigits = (currencyCode: string): number =>
  sentDigits(currencyCode.toUpperCase())

/**
 * The smallest amount of a currency in the ledger, in major units: 0.01 for
 * USD, 1 for JPY.
 */
export const ledgerUnit = (currencyCode: string): Decimal =>
  MathBN.convert(10).pow(-ledgerDigits(currencyCode))

/** Further digits are noise of a division, as when a price includes tax. */
const MEANINGFUL_DIGITS = 10

/**
 * An amount in the ledger's digits, half up. An amount that has been through a
 * float or a database comes out the same.
 */
export const toLedgerAmount = (
  amount: BigNumberInput,
  currencyCode: string
): Decimal =>
  MathBN.convert(amount)
    .decimalPlaces(MEANINGFUL_DIGITS, HALF_UP)
    .decimalPlaces(ledgerDigits(currencyCode), HALF_UP)

/**
 * Splits an amount in proportion to the parts, each with `digits` decimals, to
 * the last unit (largest remainder; among equals the earlier part).
 *
 * @param total - has no more than `digits` decimals
 * @param parts - none negative, unless their sum differs from the total by less
 * than a unit each
 * @returns in the parts' order; all zero if all parts are zero
 *
 * @example
 * allocate(10, [1, 1, 1], 2) // 3.34, 3.33, 3.33
 */
export const allocate = (
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
  const roundedUp = new Set(order.slice(0, missing).map(({ index }) => index))
  return floors.map((floor, index) =>
    roundedUp.has(index) ? floor.plus(unit) : floor
  )
}
