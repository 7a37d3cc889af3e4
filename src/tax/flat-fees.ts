import { MathBN } from "@medusajs/framework/utils"
import { netOf } from "./net-of-price"
import type { Decimal } from "./money"
import type { LinePrice } from "./taxable-lines"

type Tax = {
  /** The statutory rate, a fraction; 0 for a flat fee. */
  rate: Decimal
  /** In major units. */
  amount: Decimal
}

/** A line with its taxes, whatever else the caller knows of them. */
export type LineWithTaxes<T extends Tax> = {
  kind: "item" | "shipping"
  /** Unrounded; see `TaxableLine.price`. */
  price: LinePrice
  /** Before tax, in major units, rounded to the currency: zero costs nothing. */
  amount: Decimal
  taxes: T[]
}

/** A tax; `movedFrom` is the index of the line that it was answered for. */
export type PlacedTax<T extends Tax> = T & { movedFrom?: number }

export type PlacedFees<T extends Tax, L> = {
  /** In the order given; a tax that came from another line stands last. */
  lines: (Omit<L, "taxes"> & { taxes: PlacedTax<T>[] })[]
  /** What no line can bear: nothing in the cart costs enough. */
  unplaced: PlacedTax<T>[]
}

/**
 * Moves taxes from lines that cannot bear them to lines that can, since Medusa
 * knows rates alone, and no rate makes 0.29 out of nothing: a tax on what costs
 * nothing (a flat fee on free shipping), or a flat fee that a price which
 * includes it does not cover.
 *
 * It goes to the line that costs most, among its own kind (items, shipping
 * methods) if any of these can bear it. The sum over all lines and `unplaced`
 * stays the same.
 */
export const withPlacedFees = <
  T extends Tax,
  L extends LineWithTaxes<T> = LineWithTaxes<T>,
>(
  lines: L[]
): PlacedFees<T, L> => {
  const placed = lines.map((line) => {
    const [taxes, unbearable] = divided(line)
    return { line: { ...line, taxes: taxes as PlacedTax<T>[] }, unbearable }
  })
  const unplaced: PlacedTax<T>[] = []
  placed.forEach(({ line, unbearable }, index) => {
    for (const tax of unbearable) {
      const moved = { ...tax, movedFrom: index }
      const bearer = bearerOf(
        moved,
        line.kind,
        placed.map((other) => other.line)
      )
      const taxes = bearer ? bearer.taxes : unplaced
      taxes.push(moved)
    }
  })
  return { lines: placed.map(({ line }) => line), unplaced }
}

/** What stays on a line, and what it cannot bear. */
const divided = <T extends Tax>(line: LineWithTaxes<T>): [T[], T[]] => {
  if (bears(line, line.taxes)) {
    return [[...line.taxes], []]
  }
  // A rate follows the price and will fit it; a fee does not.
  const goes = ({ rate, amount }: T) =>
    !amount.isZero() && (line.amount.isZero() || rate.isZero())
  return [line.taxes.filter((tax) => !goes(tax)), line.taxes.filter(goes)]
}

const bearerOf = <L extends LineWithTaxes<Tax>>(
  tax: Tax,
  kind: LineWithTaxes<Tax>["kind"],
  lines: L[]
): L | undefined => {
  const bearers = lines
    .filter((line) => bears(line, [...line.taxes, tax]))
    .sort((a, b) => b.amount.comparedTo(a.amount)!)
  return bearers.find((line) => line.kind === kind) ?? bearers[0]
}

/** Whether a positive rate makes this tax out of the line's price. */
const bears = (
  { price, amount }: Omit<LineWithTaxes<Tax>, "taxes">,
  taxes: Tax[]
): boolean => {
  if (taxes.every((one) => one.amount.isZero())) {
    return true
  }
  if (
    price.withTax.isZero() &&
    isPlus(price.withoutTax) &&
    isPlus(amount) &&
    taxes.every((one) => isPlus(one.amount) || one.amount.isZero())
  ) {
    return true
  }
  const tax = MathBN.sum(...taxes.map((one) => one.amount))
  const net = amount.isZero() ? undefined : netOf(price, tax, amount)
  return net !== undefined && net.times(tax).gte(0) && !net.isZero()
}

const isPlus = (amount: Decimal): boolean =>
  amount.isPositive() && !amount.isZero()
