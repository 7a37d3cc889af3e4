import type Big from "big.js"
import { ZERO } from "./decimals"

/** One line of a transaction, as the tax rules see it. */
export type Line = {
  /** The whole line after discounts; negative for a credit. */
  amount: Big
  /** Never zero or negative: a credit's direction is in its amount. */
  quantity: Big
  category: string
  subcategory: string
}

/** Which part of a line something applies to. Keeps the amount's sign. */
export type Part = (line: Line) => Big

export const whole: Part = (line) => line.amount

export const nothing: Part = () => ZERO

export const share =
  (fraction: string): Part =>
  (line) =>
    line.amount.times(fraction)

/** The part of each article below a price: a single-article cap. */
export const firstPerUnit =
  (price: number): Part =>
  (line) =>
    atMost(line.amount, line.quantity.times(price))

/** The part of each article over a price. */
export const abovePerUnit =
  (price: number): Part =>
  (line) =>
    line.amount.minus(firstPerUnit(price)(line))

/** The part of the whole line below an amount, however many articles it has. */
export const firstOfLine =
  (amount: number): Part =>
  (line) =>
    atMost(line.amount, ZERO.plus(amount))

/** Whether one article costs less than a price (exclusive). */
export function costsLessThan(line: Line, price: number): boolean {
  return line.amount.abs().lt(line.quantity.times(price))
}

function atMost(amount: Big, limit: Big): Big {
  if (amount.abs().lte(limit)) {
    return amount
  }
  return amount.lt(0) ? limit.times(-1) : limit
}
