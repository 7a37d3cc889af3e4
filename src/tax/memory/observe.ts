import { MathBN } from "@medusajs/framework/utils"
import type { JurisdictionTax, LineTax } from "../estimate/validate-estimate"
import { type Decimal, roundDown, roundHalfUp } from "../money"
import type { LearnedPoint, LearnedTax, Rounding, Subject } from "./learned"

/** What an answer says of one line. */
export type Observation = {
  subject: Subject
  taxes: LearnedTax[]
  exemptReason?: string
  /** For each of the taxes with a rate, unless the amount is too small to say. */
  bases: { tax: string; point: LearnedPoint; roundings: Rounding[] }[]
  line: Pick<LearnedPoint, "quantity" | "amount">
}

/** What an answer says of a sale. */
export type ObservedAnswer = {
  lines: Observation[]
  fees: { name: string; amount: string }[]
  /** What items were taxed as: a fee may be due for them. */
  taxedSubjects: Subject[]
}

/** Reasons that are about the buyer or this sale, not about what is sold. */
const NOT_OF_SUBJECT = new Set([
  "CUSTOMER",
  "TRANSACTION",
  "WHOLESALE",
  "REVERSE_CHARGE",
  "HIGH_VALUE_PHYSICAL_GOODS",
  "RULE_EXCLUDED_IN_CALCULATION",
])

/**
 * What can be learned from an answer, or undefined if it is about an exempt
 * buyer.
 *
 * @param taxes - validated
 * @param subjects - what each of these lines was taxed as
 * @param digits - of the currency
 */
export const observeAnswer = (
  taxes: LineTax[],
  subjects: Subject[],
  { digits }: { digits: number }
): ObservedAnswer | undefined => {
  if (taxes.some(isAboutBuyer)) {
    return undefined
  }
  const roundings: Rounding[] = digits
    ? ["cent"]
    : ["cent", "unit", "unit_down"]
  return {
    lines: taxes.flatMap((tax, index) =>
      tax.line.amount.isZero()
        ? []
        : observeLine(tax, subjects[index]!, roundings)
    ),
    fees: taxes.flatMap(({ jurisdictions }) =>
      jurisdictions
        .filter(isFee)
        .map(({ name, amount }) => ({ name, amount: amount.abs().toFixed() }))
    ),
    taxedSubjects: [
      ...new Set(
        taxes.flatMap(({ line, jurisdictions }, index) =>
          line.kind === "item" &&
          jurisdictions.some((tax) => !isFee(tax) && !tax.amount.isZero())
            ? subjects[index]!
            : []
        )
      ),
    ],
  }
}

const isAboutBuyer = ({ exemptReason, jurisdictions }: LineTax): boolean =>
  [exemptReason, ...jurisdictions.map((tax) => tax.exemptReason)].some(
    (reason) => NOT_OF_SUBJECT.has(reason ?? "")
  )

const isFee = ({ rate, amount }: JurisdictionTax): boolean =>
  rate.isZero() && !amount.isZero()

const observeLine = (
  tax: LineTax,
  subject: Subject,
  roundings: Rounding[]
): Observation => {
  const taxes = tax.jurisdictions.filter((jurisdiction) => !isFee(jurisdiction))
  return {
    subject,
    taxes: taxes.map(({ name, rate }) => ({ name, rate: rate.toFixed() })),
    ...(!taxes.length &&
      tax.exemptReason && { exemptReason: tax.exemptReason }),
    bases: taxes.flatMap((jurisdiction) => {
      const base = observeBase(tax, jurisdiction, roundings)
      return base ? { tax: jurisdiction.name, ...base } : []
    }),
    line: {
      quantity: tax.line.quantity.abs().toFixed(),
      amount: tax.line.amount.abs().toFixed(),
    },
  }
}

const observeBase = (
  { line, taxableAmount }: LineTax,
  { rate, amount: signed }: JurisdictionTax,
  roundings: Rounding[]
): { point: LearnedPoint; roundings: Rounding[] } | undefined => {
  const amount = line.amount.abs()
  const tax = signed.abs()
  const whole = roundings.filter((rounding) =>
    roundBy(rounding, amount.times(rate)).eq(tax)
  )
  if (whole.length && tax.isZero()) {
    return undefined
  }
  const point = (low: Decimal, high: Decimal): LearnedPoint => ({
    quantity: line.quantity.abs().toFixed(),
    amount: amount.toFixed(),
    low: low.toFixed(),
    high: high.toFixed(),
  })
  if (whole.length) {
    return { point: point(amount, amount), roundings: whole }
  }
  if (tax.isZero()) {
    return { point: point(tax, tax), roundings }
  }
  const taxable = taxableAmount.abs()
  const answered = roundings.filter((rounding) =>
    roundBy(rounding, taxable.times(rate)).eq(tax)
  )
  if (answered.length) {
    return { point: point(taxable, taxable), roundings: answered }
  }
  const bounds = roundings.map((rounding) => boundsBy(rounding, tax))
  return {
    point: point(
      MathBN.div(MathBN.min(...bounds.map(({ low }) => low)), rate),
      MathBN.min(
        amount,
        MathBN.div(MathBN.max(...bounds.map(({ high }) => high)), rate)
      )
    ),
    roundings,
  }
}

/** Rounds a tax as Kintsugi does in that way, in major units. */
export const roundBy = (rounding: Rounding, tax: Decimal): Decimal => {
  if (rounding === "cent") {
    return roundHalfUp(tax, 2)
  }
  return rounding === "unit" ? roundHalfUp(tax, 0) : roundDown(tax, 0)
}

/** Between which a tax was before it was rounded. */
const boundsBy = (
  rounding: Rounding,
  tax: Decimal
): { low: Decimal; high: Decimal } => {
  const half = rounding === "cent" ? "0.005" : "0.5"
  return rounding === "unit_down"
    ? { low: tax, high: tax.plus(1) }
    : { low: tax.minus(half), high: tax.plus(half) }
}
