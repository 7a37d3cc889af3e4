import { netOf } from "../estimate/net-price"
import { type Decimal, sumOf } from "../money"
import type { LinePrice } from "../cart/taxable-line"

type Tax = {
  /** The statutory rate, a fraction; 0 for a flat fee. */
  rate: Decimal
  /** In major units. */
  amount: Decimal
}

/** A line with its taxes; the caller may add more properties to both. */
export type LineWithTaxes<T extends Tax> = {
  kind: "item" | "shipping"
  /** Unrounded; see `TaxableLine.price`. */
  price: LinePrice
  /**
   * Before tax, in major units, rounded to the currency; zero if it is free.
   */
  amount: Decimal
  taxes: T[]
}

/** A tax; `movedFrom` is the index of the line that it was answered for. */
export type PlacedTax<T extends Tax> = T & { movedFrom?: number }

export type PlacedFees<T extends Tax, L> = {
  /** In the order given; a tax from another line comes last. */
  lines: (Omit<L, "taxes"> & { taxes: PlacedTax<T>[] })[]
  /** Taxes that no line can bear: nothing in the cart costs enough. */
  unplaced: PlacedTax<T>[]
}

/**
 * Moves taxes from lines that cannot bear them to lines that can, since Medusa
 * knows only rates, and no rate yields 0.29 from zero: a tax on a free line (a
 * flat fee on free shipping), or a flat fee that is not covered by a price that
 * includes it.
 *
 * A tax moves to the most expensive line, of its own kind (items, shipping
 * methods) if one of these can bear it. The sum over all lines and `unplaced`
 * stays the same.
 */
export const reallocateFees = <
  T extends Tax,
  L extends LineWithTaxes<T> = LineWithTaxes<T>,
>(
  lines: L[]
): PlacedFees<T, L> => {
  const placed = lines.map((line) => {
    const [taxes, unbearable] = divideTaxes(line)
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

/** The taxes that stay on a line, and those that it cannot bear. */
const divideTaxes = <T extends Tax>(line: LineWithTaxes<T>): [T[], T[]] => {
  if (canBear(line, line.taxes)) {
    return [[...line.taxes], []]
  }
  // A rate follows the price and will fit; a fee does not.
  const mustMove = ({ rate, amount }: T) =>
    !amount.isZero() && (line.amount.isZero() || rate.isZero())
  return [
    line.taxes.filter((tax) => !mustMove(tax)),
    line.taxes.filter(mustMove),
  ]
}

const bearerOf = <L extends LineWithTaxes<Tax>>(
  tax: Tax,
  kind: LineWithTaxes<Tax>["kind"],
  lines: L[]
): L | undefined => {
  const bearers = lines
    .filter((line) => canBear(line, [...line.taxes, tax]))
    .sort((a, b) => b.amount.comparedTo(a.amount)!)
  return bearers.find((line) => line.kind === kind) ?? bearers[0]
}

/** Whether a positive rate yields these taxes from the line's price. */
const canBear = (
  { price, amount }: Omit<LineWithTaxes<Tax>, "taxes">,
  taxes: Tax[]
): boolean => {
  if (taxes.every((one) => one.amount.isZero())) {
    return true
  }
  if (
    price.withTax.isZero() &&
    isAboveZero(price.withoutTax) &&
    isAboveZero(amount) &&
    taxes.every((one) => isAboveZero(one.amount) || one.amount.isZero())
  ) {
    return true
  }
  const tax = sumOf(taxes.map((one) => one.amount))
  const net = amount.isZero() ? undefined : netOf(price, tax, amount)
  return net !== undefined && net.times(tax).gte(0) && !net.isZero()
}

const isAboveZero = (amount: Decimal): boolean =>
  amount.isPositive() && !amount.isZero()
