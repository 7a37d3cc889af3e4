import { MathBN } from "@medusajs/framework/utils"
import { type Decimal, ZERO, roundDown, roundHalfUp, sumOf } from "../tax/money"
import { allocateInGroups, ledgerDigits, ledgerUnit } from "./allocate"
import type { ChargedTax } from "./charged-lines"
import type { UnpaidReturn } from "./unpaid-returns"
import {
  type CreditedLine,
  type UncreditedLine,
  mergeCreditedLines,
  subtractCredited,
  uncreditedGross,
  uncreditedTax,
} from "./uncredited-lines"

/** The decimals of a quantity that represents a price reduction. */
const QUANTITY_DIGITS = 6

/** What a credit note credits. Plain JSON: it is stored in the ledger. */
export type Credit = {
  lines: CreditedLine[]
  /** Return id → item id → units that it pays for. */
  returns: Record<string, Record<string, string>>
}

/** A credit that is being put together, and what is left to credit. */
type Draft = Credit & { rest: Decimal; uncredited: UncreditedLine[] }

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
  uncredited: UncreditedLine[],
  returns: UnpaidReturn[],
  currencyCode: string
): Credit => {
  if (amount.gt(uncreditedGross(uncredited))) {
    throw new RangeError("More would be credited than was sold.")
  }
  const forReturns = returns.reduce<Draft>(
    (draft, unpaid) => creditReturn(draft, unpaid, currencyCode),
    { lines: [], returns: {}, rest: amount, uncredited }
  )
  const { lines, returns: paidFor } = forReturns.rest.gt(0)
    ? creditParts(
        forReturns,
        forReturns.uncredited.map((line) => ({
          line,
          share: MathBN.convert(1),
        })),
        forReturns.rest,
        currencyCode
      )
    : forReturns
  return { lines, returns: paidFor }
}

/** Credits a return, where the rest of the amount covers its worth. */
const creditReturn = (
  draft: Draft,
  { id, units, fee, isOnlyRequested }: UnpaidReturn,
  currencyCode: string
): Draft => {
  const { rest } = draft
  const unit = ledgerUnit(currencyCode)
  const parts = partsOf(units, draft.uncredited)
  const worth = roundHalfUp(
    worthOf(parts).minus(fee),
    ledgerDigits(currencyCode)
  )
  // A refund may be for something else while a return is only requested.
  const isForReturn = !isOnlyRequested || rest.lte(worth.plus(unit))
  const isCovered = rest.gt(0) && rest.gte(worth.minus(unit)) && isForReturn
  if (!parts.length || !worth.gt(0) || !isCovered) {
    return draft
  }
  const credited = creditParts(
    draft,
    parts,
    MathBN.min(worth, rest),
    currencyCode
  )
  const paidUnits = Object.fromEntries(
    [...units].map(([item, quantity]) => [item, quantity.toFixed()])
  )
  return { ...credited, returns: { ...credited.returns, [id]: paidUnits } }
}

/** Credits an amount of some parts of the lines. */
const creditParts = (
  draft: Draft,
  parts: CreditPart[],
  amount: Decimal,
  currencyCode: string
): Draft => {
  const credited = creditedLines(parts, amount, ledgerDigits(currencyCode))
  return {
    ...draft,
    lines: mergeCreditedLines(draft.lines, credited),
    uncredited: subtractCredited(draft.uncredited, credited),
    rest: draft.rest.minus(amount),
  }
}

/**
 * What a refund of tax only takes from a sale: from each line's taxes in
 * proportion, but no units and no net amount.
 *
 * @param amount - in major units and the currency's digits
 * @throws RangeError where the amount is more than is left of the tax
 */
export const taxCreditFor = (
  amount: Decimal,
  uncredited: UncreditedLine[],
  currencyCode: string
): Credit => {
  if (amount.gt(uncreditedTax(uncredited))) {
    throw new RangeError("More tax would be credited than was sold.")
  }
  const shares = allocateInGroups(
    amount,
    uncredited.map(({ taxes }) => taxes.map((tax) => tax.amount)),
    ledgerDigits(currencyCode)
  )
  const lines = uncredited.map(({ line, taxes }, index) => ({
    id: line.id,
    quantity: "0",
    units: "0",
    net: "0",
    tax: sumOf(shares[index]!).toFixed(),
    taxes: withAmounts(taxes, shares[index]!),
  }))
  return { lines: lines.filter(({ tax }) => tax !== "0"), returns: {} }
}

/** A part of what is left of a line; with `units` if goods were returned. */
type CreditPart = { line: UncreditedLine; share: Decimal; units?: Decimal }

const partsOf = (
  units: ReadonlyMap<string, Decimal>,
  uncredited: UncreditedLine[]
): CreditPart[] =>
  uncredited.flatMap((line) => {
    const returned = MathBN.min(units.get(line.line.id) ?? 0, line.units)
    return returned.isZero()
      ? []
      : [{ line, units: returned, share: returned.div(line.units) }]
  })

/** The net and the taxes of a part. */
const componentsOf = ({ line, share }: CreditPart): Decimal[] =>
  [line.net, ...line.taxes.map(({ amount }) => amount)].map((amount) =>
    amount.times(share)
  )

const worthOf = (parts: CreditPart[]): Decimal =>
  sumOf(parts.flatMap(componentsOf))

const creditedLines = (
  parts: CreditPart[],
  amount: Decimal,
  digits: number
): CreditedLine[] => {
  const shares = allocateInGroups(amount, parts.map(componentsOf), digits)
  const whole = worthOf(parts)
  return parts.flatMap((part, index) => {
    const [net, ...taxes] = shares[index]!
    const tax = sumOf(taxes)
    const { line, units } = part
    return net!.isZero() && tax.isZero() && !units
      ? []
      : {
          id: line.line.id,
          quantity: creditedQuantity(part, amount, whole).toFixed(),
          units: (units ?? ZERO).toFixed(),
          net: net!.toFixed(),
          tax: tax.toFixed(),
          taxes: withAmounts(line.taxes, taxes),
        }
  })
}

/** The units of a return, or else a price reduction as a part of a unit. */
const creditedQuantity = (
  { line, share, units }: CreditPart,
  amount: Decimal,
  whole: Decimal
): Decimal => {
  if (units) {
    return MathBN.min(units, line.quantity)
  }
  return amount.eq(whole)
    ? line.quantity
    : roundDown(
        line.quantity.times(share).times(amount).div(whole),
        QUANTITY_DIGITS
      )
}

const withAmounts = (
  taxes: UncreditedLine["taxes"],
  amounts: Decimal[]
): ChargedTax[] =>
  taxes.map(({ name, rate }, index) => ({
    name,
    rate,
    amount: amounts[index]!.toFixed(),
  }))
