import { MathBN } from "@medusajs/framework/utils"
import {
  type Decimal,
  roundHalfUp,
  roundToFloor,
  smallestUnit,
  sumOf,
} from "./decimals"

/** Further digits are noise of a division, e.g. of a price with tax. */
const SIGNIFICANT_DIGITS = 10

/**
 * Rounds amounts to `digits` decimals, so that they add up to their sum rounded
 * half up (by largest remainder; the earlier of equal amounts first).
 *
 * @param amounts - none negative
 * @param limits - the maximum of each amount; they may force a lower sum
 * @returns the rounded amounts in the same order
 *
 * @example
 * roundTogether([2.333, 2.333, 2.334], 2) // 2.33, 2.33, 2.34
 */
export const roundTogether = (
  amounts: Decimal[],
  digits: number,
  limits?: Decimal[]
): Decimal[] => {
  const exact = amounts.map((amount) => roundHalfUp(amount, SIGNIFICANT_DIGITS))
  const unit = smallestUnit(digits)
  const floors = exact.map((amount, index) => {
    const floor = roundToFloor(amount, digits)
    return limits ? MathBN.min(floor, limits[index]!) : floor
  })
  const total = roundHalfUp(sumOf(exact), digits)
  let missingUnits = roundHalfUp(
    total.minus(sumOf(floors)).div(unit),
    0
  ).toNumber()
  const order = exact
    .map((amount, index) => ({ index, rest: amount.minus(floors[index]!) }))
    .filter(({ rest }) => rest.gt(0))
    .sort((a, b) => b.rest.comparedTo(a.rest)! || a.index - b.index)
  const rounded = [...floors]
  for (const { index } of order) {
    const next = floors[index]!.plus(unit)
    if (missingUnits > 0 && !(limits && next.gt(limits[index]!))) {
      rounded[index] = next
      missingUnits -= 1
    }
  }
  return rounded
}
