import type { BigNumberInput } from "@medusajs/framework/types"
import { MathBN } from "@medusajs/framework/utils"
import {
  type Decimal,
  ZERO,
  roundHalfUp,
  roundToFloor,
  smallestUnit,
  sumOf,
} from "../tax/money"
import { sentDigits } from "../tax/estimate/sent-amount"

/** The number of decimals with which a currency is reported to Kintsugi. */
export const ledgerDigits = (currencyCode: string): number =>
  sentDigits(currencyCode.toUpperCase())

/**
 * The smallest amount of a currency in the ledger, in major units: 0.01 for
 * USD, 1 for JPY.
 */
export const ledgerUnit = (currencyCode: string): Decimal =>
  smallestUnit(ledgerDigits(currencyCode))

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
  roundHalfUp(
    roundHalfUp(amount, MEANINGFUL_DIGITS),
    ledgerDigits(currencyCode)
  )

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
  const sum = sumOf(weights)
  if (sum.isZero()) {
    return weights.map(() => ZERO)
  }
  const unit = smallestUnit(digits)
  const exact = weights.map((weight) =>
    weight.times(MathBN.convert(total)).div(sum)
  )
  const floors = exact.map((share) => roundToFloor(share, digits))
  const missing = roundHalfUp(
    MathBN.sub(total, sumOf(floors)).div(unit),
    0
  ).toNumber()
  const order = exact
    .map((share, index) => ({ index, rest: share.minus(floors[index]!) }))
    .sort((a, b) => b.rest.comparedTo(a.rest)! || a.index - b.index)
  const roundedUp = new Set(order.slice(0, missing).map(({ index }) => index))
  return floors.map((floor, index) =>
    roundedUp.has(index) ? floor.plus(unit) : floor
  )
}

/**
 * {@link allocate} over groups of parts, such as the net and the taxes of each
 * line.
 *
 * @returns in the groups' order
 */
export const allocateInGroups = (
  total: BigNumberInput,
  groups: BigNumberInput[][],
  digits: number
): Decimal[][] => {
  const shares = allocate(total, groups.flat(), digits)
  const split: Decimal[][] = []
  let start = 0
  for (const { length } of groups) {
    split.push(shares.slice(start, start + length))
    start += length
  }
  return split
}

/**
 * Splits an amount in order: each part gets what the earlier ones left, up to
 * its limit. Nothing where the amount is negative.
 *
 * @returns in the limits' order; less than the amount where all limits are
 * reached
 *
 * @example
 * fillInOrder(5, [3, 4, 1]) // 3, 2, 0
 */
export const fillInOrder = (
  amount: BigNumberInput,
  limits: BigNumberInput[]
): Decimal[] => {
  const parts: Decimal[] = []
  let rest = MathBN.convert(amount)
  for (const limit of limits) {
    const part = MathBN.max(0, MathBN.min(rest, limit))
    parts.push(part)
    rest = rest.minus(part)
  }
  return parts
}
