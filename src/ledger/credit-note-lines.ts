import { MathBN } from "@medusajs/framework/utils"
import type { Decimal } from "../tax/money"
import { allocate, ledgerDigits } from "./allocate"
import type { GoodsReturn } from "./returns"
import {
  type CreditedLine,
  type UncreditedLine,
  uncreditedGross,
} from "./uncredited-lines"

/** The decimals of a quantity that represents a price reduction. */
const QUANTITY_DIGITS = 6

/** What a credit note credits. Plain JSON: it is stored in the ledger. */
export type Credit = {
  lines: CreditedLine[]
  /** Return id → item id → units that it pays for. */
  returns: Record<string, Record<string, string>>
}

/** Units of a return that no credit note has paid for yet. */
export type UnpaidReturn = Pick<
  GoodsReturn,
  "id" | "units" | "fee" | "isOnlyRequested"
>

/** {@link GoodsReturn}s less what credit notes paid for, oldest first. */
export const unpaidReturns = (
  returns: GoodsReturn[],
  credits: Credit[]
): UnpaidReturn[] =>
  returns.flatMap(({ id, units, fee, isOnlyRequested }) => {
    const paidUnits = credits
      .map(({ returns }) => returns[id])
      .filter((items) => items !== undefined)
    const rest = new Map(
      [...units].flatMap(([item, quantity]) => {
        const unpaid = quantity.minus(
          MathBN.sum(0, ...paidUnits.map((items) => items[item] ?? 0))
        )
        return unpaid.isPositive() && !unpaid.isZero()
          ? [[item, unpaid] as const]
          : []
      })
    )
    // A return's fee is deducted once.
    return rest.size
      ? [
          {
            id,
            units: rest,
            fee: paidUnits.length ? MathBN.convert(0) : fee,
            ...(isOnlyRequested && { isOnlyRequested }),
          },
        ]
      : []
  })

/**
 * What a refunded amount takes from a sale: it pays for the oldest returns
 * whose worth it covers, or for a requested return whose worth it equals, and
 * the rest of it is spread over what is left of the sale in proportion. Net
 * plus tax is the amount, to the last unit.
 *
 * @param amount - with tax, in major units and the currency's digits
 * @throws RangeError where the amount is more than is left of the sale
 */
export const creditFor = (
  amount: Decimal,
  open: UncreditedLine[],
  returns: UnpaidReturn[],
  currencyCode: string
): Credit => {
  if (amount.gt(uncreditedGross(open))) {
    throw new RangeError("More would be credited than was sold.")
  }
  const digits = ledgerDigits(currencyCode)
  const unit = MathBN.convert(10).pow(-digits)
  const paidFor: Credit["returns"] = {}
  let lines: CreditedLine[] = []
  let rest = amount
  let remainingLines = open
  const take = (part: Taking[], worth: Decimal) => {
    const taken = takeShares(part, worth, digits)
    lines = mergeLines(lines, taken)
    remainingLines = subtract(remainingLines, taken)
    rest = rest.minus(worth)
  }
  for (const { id, units, fee, isOnlyRequested } of returns) {
    const part = partsOf(units, remainingLines)
    const worth = worthOf(part).minus(fee).decimalPlaces(digits)
    // A refund may be for something else while a return is only requested.
    const isForReturn = !isOnlyRequested || rest.lte(worth.plus(unit))
    const isCovered = rest.gt(0) && rest.gte(worth.minus(unit)) && isForReturn
    if (part.length && worth.gt(0) && isCovered) {
      take(part, MathBN.min(worth, rest))
      paidFor[id] = Object.fromEntries(
        [...units].map(([item, quantity]) => [item, quantity.toFixed()])
      )
    }
  }
  if (rest.gt(0)) {
    take(
      remainingLines.map((line) => ({ line, share: MathBN.convert(1) })),
      rest
    )
  }
  return { lines, returns: paidFor }
}

/** The uncredited tax of a sale, in major units. */
export const uncreditedTax = (open: UncreditedLine[]): Decimal =>
  MathBN.sum(
    0,
    ...open.flatMap(({ taxes }) => taxes.map(({ amount }) => amount))
  )

/**
 * What a refund of tax only takes from a sale: from each line's taxes in
 * proportion, but no units and no net amount.
 *
 * @param amount - in major units and the currency's digits
 * @throws RangeError where the amount is more than is left of the tax
 */
export const taxCreditFor = (
  amount: Decimal,
  open: UncreditedLine[],
  currencyCode: string
): Credit => {
  if (amount.gt(uncreditedTax(open))) {
    throw new RangeError("More tax would be credited than was sold.")
  }
  const shares = allocate(
    amount,
    open.flatMap(({ taxes }) => taxes.map((tax) => tax.amount)),
    ledgerDigits(currencyCode)
  )
  let next = 0
  const lines = open.flatMap(({ line, taxes }) => {
    const credited = taxes.map(({ name, rate }) => ({
      name,
      rate,
      amount: shares[next++]!.toFixed(),
    }))
    const tax = MathBN.sum(0, ...credited.map((one) => one.amount))
    return tax.isZero()
      ? []
      : [
          {
            id: line.id,
            quantity: "0",
            units: "0",
            net: "0",
            tax: tax.toFixed(),
            taxes: credited,
          },
        ]
  })
  return { lines, returns: {} }
}

/** A part of what is left of a line; with `units` if goods were returned. */
type Taking = { line: UncreditedLine; share: Decimal; units?: Decimal }

const partsOf = (
  units: ReadonlyMap<string, Decimal>,
  open: UncreditedLine[]
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

const takeShares = (
  parts: Taking[],
  amount: Decimal,
  digits: number
): CreditedLine[] => {
  const whole = worthOf(parts)
  const shares = allocate(amount, parts.flatMap(componentsOf), digits)
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

/** Two takings from the same line become one line of the credit note. */
const mergeLines = (
  lines: CreditedLine[],
  more: CreditedLine[]
): CreditedLine[] => {
  const sums = new Map(lines.map((line) => [line.id, line]))
  for (const line of more) {
    const sum = sums.get(line.id)
    sums.set(line.id, sum ? addLines(sum, line) : line)
  }
  return [...sums.values()]
}

const addLines = (a: CreditedLine, b: CreditedLine): CreditedLine => ({
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

const subtract = (
  open: UncreditedLine[],
  taken: CreditedLine[]
): UncreditedLine[] =>
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
