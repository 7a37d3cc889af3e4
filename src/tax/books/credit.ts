import { MathBN } from "@medusajs/framework/utils"
import type { Decimal } from "../money"
import { apportion, bookDigits } from "./apportion"
import type { ReceivedReturn } from "./balance"
import { type CreditedLine, type OpenLine, openGross } from "./position"

/** The decimals of a quantity that stands for a lowered price. */
const QUANTITY_DIGITS = 6

/** What a credit note takes back. Plain JSON: it is kept in the ledger. */
export type Credit = {
  lines: CreditedLine[]
  /** Return id → item id → units that it pays for. */
  returns: Record<string, Record<string, string>>
}

/** Units of a return that no credit note has paid for yet. */
export type UnpaidReturn = Pick<
  ReceivedReturn,
  "id" | "units" | "fee" | "isUnderWay"
>

/** {@link ReceivedReturn}s less what credit notes paid for, oldest first. */
export const unpaidReturns = (
  returns: ReceivedReturn[],
  credits: Credit[]
): UnpaidReturn[] =>
  returns.flatMap(({ id, units, fee, isUnderWay }) => {
    const paid = credits
      .map(({ returns }) => returns[id])
      .filter((items) => items !== undefined)
    const rest = new Map(
      [...units].flatMap(([item, quantity]) => {
        const left = quantity.minus(
          MathBN.sum(0, ...paid.map((items) => items[item] ?? 0))
        )
        return left.isPositive() && !left.isZero()
          ? [[item, left] as const]
          : []
      })
    )
    // A return's fee is taken off once.
    return rest.size
      ? [
          {
            id,
            units: rest,
            fee: paid.length ? MathBN.convert(0) : fee,
            ...(isUnderWay && { isUnderWay }),
          },
        ]
      : []
  })

/**
 * What an amount of money given back takes from a sale: it pays for the oldest
 * returns whose worth it covers, or for one on its way whose worth it is, and
 * what is left of it is spread over what is left of the sale in proportion. Net
 * plus tax is the amount, to the last unit.
 *
 * @param amount - with tax, in major units and the currency's digits
 * @throws RangeError where the amount is more than is left of the sale
 */
export const creditFor = (
  amount: Decimal,
  open: OpenLine[],
  returns: UnpaidReturn[],
  currencyCode: string
): Credit => {
  if (amount.gt(openGross(open))) {
    throw new RangeError("More would be credited than was sold.")
  }
  const digits = bookDigits(currencyCode)
  const unit = MathBN.convert(10).pow(-digits)
  const paidFor: Credit["returns"] = {}
  let lines: CreditedLine[] = []
  let rest = amount
  let left = open
  const take = (part: Taking[], worth: Decimal) => {
    const taken = taking(part, worth, digits)
    lines = merged(lines, taken)
    left = less(left, taken)
    rest = rest.minus(worth)
  }
  for (const { id, units, fee, isUnderWay } of returns) {
    const part = partsOf(units, left)
    const worth = worthOf(part).minus(fee).decimalPlaces(digits)
    // What is given back while goods are on their way may be for something else.
    const isTheirs = !isUnderWay || rest.lte(worth.plus(unit))
    const isCovered = rest.gt(0) && rest.gte(worth.minus(unit)) && isTheirs
    if (part.length && worth.gt(0) && isCovered) {
      take(part, MathBN.min(worth, rest))
      paidFor[id] = Object.fromEntries(
        [...units].map(([item, quantity]) => [item, quantity.toFixed()])
      )
    }
  }
  if (rest.gt(0)) {
    take(
      left.map((line) => ({ line, share: MathBN.convert(1) })),
      rest
    )
  }
  return { lines, returns: paidFor }
}

/** A part of what is left of a line; with `units` where goods came back. */
type Taking = { line: OpenLine; share: Decimal; units?: Decimal }

const partsOf = (
  units: ReadonlyMap<string, Decimal>,
  open: OpenLine[]
): Taking[] =>
  open.flatMap((line) => {
    const back = MathBN.min(units.get(line.line.id) ?? 0, line.units)
    return back.isZero()
      ? []
      : [{ line, units: back, share: back.div(line.units) }]
  })

const componentsOf = ({ line, share }: Taking): Decimal[] =>
  [line.net, ...line.taxes.map(({ amount }) => amount)].map((amount) =>
    amount.times(share)
  )

const worthOf = (parts: Taking[]): Decimal =>
  MathBN.sum(0, ...parts.flatMap(componentsOf))

const taking = (
  parts: Taking[],
  amount: Decimal,
  digits: number
): CreditedLine[] => {
  const whole = worthOf(parts)
  const shares = apportion(amount, parts.flatMap(componentsOf), digits)
  const takesAll = amount.eq(whole)
  let next = 0
  return parts.flatMap(({ line, share, units }) => {
    const net = shares[next++]!
    const taxes = line.taxes.map(({ name, rate }) => ({
      name,
      rate,
      amount: shares[next++]!.toFixed(),
    }))
    const tax = MathBN.sum(0, ...taxes.map(({ amount }) => amount))
    if (net.isZero() && tax.isZero() && !units) {
      return []
    }
    const quantity = units
      ? MathBN.min(units, line.quantity)
      : takesAll
        ? line.quantity
        : line.quantity
            .times(share)
            .times(amount)
            .div(whole)
            .decimalPlaces(QUANTITY_DIGITS, 1)
    return {
      id: line.line.id,
      quantity: quantity.toFixed(),
      units: (units ?? MathBN.convert(0)).toFixed(),
      net: net.toFixed(),
      tax: tax.toFixed(),
      taxes,
    }
  })
}

/** Two takings from one line are one line of the credit note. */
const merged = (
  lines: CreditedLine[],
  more: CreditedLine[]
): CreditedLine[] => {
  const sums = new Map(lines.map((line) => [line.id, line]))
  for (const line of more) {
    const known = sums.get(line.id)
    sums.set(line.id, known ? added(known, line) : line)
  }
  return [...sums.values()]
}

const added = (a: CreditedLine, b: CreditedLine): CreditedLine => ({
  id: a.id,
  quantity: plus(a.quantity, b.quantity),
  units: plus(a.units, b.units),
  net: plus(a.net, b.net),
  tax: plus(a.tax, b.tax),
  taxes: a.taxes.map((tax, index) => ({
    ...tax,
    amount: plus(tax.amount, b.taxes[index]?.amount ?? "0"),
  })),
})

const plus = (a: string, b: string): string => MathBN.add(a, b).toFixed()

const less = (open: OpenLine[], taken: CreditedLine[]): OpenLine[] =>
  open.map((line) => {
    const credited = taken.find(({ id }) => id === line.line.id)
    return credited
      ? {
          ...line,
          quantity: line.quantity.minus(MathBN.convert(credited.quantity)),
          units: line.units.minus(MathBN.convert(credited.units)),
          net: line.net.minus(MathBN.convert(credited.net)),
          taxes: line.taxes.map((tax, index) => ({
            ...tax,
            amount: tax.amount.minus(
              MathBN.convert(credited.taxes[index]?.amount ?? 0)
            ),
          })),
        }
      : line
  })
