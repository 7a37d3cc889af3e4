import type { BigNumberInput } from "@medusajs/framework/types"
import { MathBN } from "@medusajs/framework/utils"

/** An exact decimal, of the type that Medusa's MathBN uses. */
export type Decimal = ReturnType<typeof MathBN.convert>

export const ZERO: Decimal = MathBN.convert(0)

const HALF_UP = 4
const FLOOR = 3
const DOWN = 1

/** Rounds to `digits` decimals; a half goes away from zero. */
export const roundHalfUp = (amount: BigNumberInput, digits: number): Decimal =>
  MathBN.convert(amount).decimalPlaces(digits, HALF_UP)

/** Rounds to `digits` decimals, to the lower one, also below zero. */
export const roundToFloor = (amount: BigNumberInput, digits: number): Decimal =>
  MathBN.convert(amount).decimalPlaces(digits, FLOOR)

/** Cuts off after `digits` decimals. */
export const roundDown = (amount: BigNumberInput, digits: number): Decimal =>
  MathBN.convert(amount).decimalPlaces(digits, DOWN)

/**
 * The smallest amount with `digits` decimals, in major units.
 *
 * @example
 * smallestUnit(2) // 0.01
 */
export const smallestUnit = (digits: number): Decimal =>
  MathBN.convert(1).shiftedBy(-digits)

/** Zero for no amounts. */
export const sumOf = (amounts: BigNumberInput[]): Decimal =>
  MathBN.sum(0, ...amounts)
