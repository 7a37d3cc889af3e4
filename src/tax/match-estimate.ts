import { MathBN } from "@medusajs/framework/utils"
import type { Decimal } from "./money"
import type { TaxableLine } from "./taxable-lines"

/** A decimal in an answer: nothing is lost by a number. */
type Answered = string | number

/** An estimate as far as it is believed. */
export type AnsweredEstimate = {
  currency: string
  transaction_items: AnsweredItem[]
  total_tax_amount_calculated?: string
}

type AnsweredItem = {
  external_id?: string | null
  tax_amount: Answered
  taxable_amount?: Answered | null
  tax_rate?: Answered | null
  exempt?: boolean | null
  exempt_reason?: string | null
  tax_items?: AnsweredTaxItem[] | null
}

type AnsweredTaxItem = {
  name: string
  rate?: Answered | null
  amount?: Answered
  exempt?: boolean | null
  exempt_reason?: string | null
}

/** One jurisdiction's tax on a line. */
export type JurisdictionTax = {
  name: string
  /** The statutory rate, a fraction. */
  rate: Decimal
  /** In major units. */
  amount: Decimal
  exempt: boolean
  exemptReason?: string
  /** The jurisdictions that this one stands for, where several became one. */
  parts?: JurisdictionTax[]
}

/** Kintsugi's answer for one line. */
export type LineTax = {
  line: TaxableLine
  /** In major units; the sum of the jurisdictions' amounts. */
  amount: Decimal
  taxableAmount: Decimal
  /** A fraction. */
  rate: Decimal
  exempt: boolean
  exemptReason?: string
  jurisdictions: JurisdictionTax[]
}

export type MatchedEstimate =
  | { taxes: LineTax[] }
  /** Why the answer as a whole is not to be used. */
  | { problem: string }

/** Kintsugi rounds per item and jurisdiction: each may be off by a rounding. */
const CENT = MathBN.convert("0.01")

/** The name of a tax that Kintsugi did not split by jurisdiction. */
const UNSPLIT = "Sales Tax"

/**
 * Pairs Kintsugi's answer with the lines that were asked about, by id, and
 * doubts it: an answer that is wrong in one place is not used at all.
 *
 * Refused are: missing, doubled and unknown items; another currency; a tax
 * against the line's sign; a rate above 1 (a percentage where a fraction is
 * due); a rate-based tax above the line's worth (a flat fee may exceed it);
 * tax on an exempt line; sums that do not add up.
 */
export const matchEstimate = (
  estimate: AnsweredEstimate,
  lines: TaxableLine[]
): MatchedEstimate => {
  const problem =
    currencyProblem(estimate, lines) ?? pairingProblem(estimate, lines)
  if (problem) {
    return { problem }
  }
  const items = new Map(
    estimate.transaction_items.map((item) => [item.external_id, item])
  )
  const decimalOf = rememberedDecimals()
  const taxes: LineTax[] = []
  for (const line of lines) {
    const item = items.get(line.id)
    if (!item) {
      return { problem: `item ${line.id} is missing` }
    }
    const tax = toLineTax(line, item, decimalOf)
    const total = sum(tax.jurisdictions.map(({ amount }) => amount))
    const doubt = lineProblem(tax, total)
    if (doubt) {
      return { problem: `item ${line.id}: ${doubt}` }
    }
    taxes.push(reconciled(tax, total))
  }
  const doubt = totalProblem(estimate, taxes)
  return doubt ? { problem: doubt } : { taxes }
}

const currencyProblem = (
  { currency }: AnsweredEstimate,
  lines: TaxableLine[]
): string | undefined =>
  lines.some((line) => line.currencyCode !== currency.toUpperCase())
    ? "it is in another currency"
    : undefined

const pairingProblem = (
  { transaction_items }: AnsweredEstimate,
  lines: TaxableLine[]
): string | undefined => {
  const asked = new Set(lines.map(({ id }) => id))
  const answered = new Set<string>()
  for (const { external_id } of transaction_items) {
    if (!external_id || !asked.has(external_id)) {
      return "it has an item that was not asked about"
    }
    if (answered.has(external_id)) {
      return `item ${external_id} comes twice`
    }
    answered.add(external_id)
  }
  return undefined
}

/** An estimate has the same few rates and amounts again and again. */
const rememberedDecimals = (): ((text: Answered) => Decimal) => {
  const known = new Map<Answered, Decimal>()
  return (text) => {
    let decimal = known.get(text)
    if (!decimal) {
      decimal = MathBN.convert(text)
      known.set(text, decimal)
    }
    return decimal
  }
}

const toLineTax = (
  line: TaxableLine,
  item: AnsweredItem,
  decimalOf: (text: Answered) => Decimal
): LineTax => {
  const amount = decimalOf(item.tax_amount)
  const rate = decimalOf(item.tax_rate ?? 0)
  const named = item.tax_items ?? []
  // Jurisdictions without any amount name who taxes, and do not split the tax.
  const isSplit =
    amount.isZero() || named.some((tax) => tax.amount !== undefined)
  const split = (isSplit ? named : []).map((tax) => ({
    name: tax.name.trim() || UNSPLIT,
    rate: decimalOf(tax.rate ?? 0),
    amount: decimalOf(tax.amount ?? 0),
    exempt: tax.exempt ?? false,
    exemptReason: tax.exempt_reason ?? undefined,
  }))
  const unsplit = { name: UNSPLIT, rate, amount, exempt: false }
  return {
    line,
    amount,
    taxableAmount: decimalOf(item.taxable_amount ?? 0),
    rate,
    exempt: item.exempt ?? false,
    exemptReason: item.exempt_reason ?? undefined,
    jurisdictions: split.length || amount.isZero() ? split : [unsplit],
  }
}

/** @param total - what the jurisdictions' amounts add up to */
const lineProblem = (
  { line, amount, rate, exempt, jurisdictions }: LineTax,
  total: Decimal
): string | undefined => {
  const isCredit = line.amount.isNegative() && !line.amount.isZero()
  const isAgainst = (tax: Decimal) =>
    !tax.isZero() && tax.isNegative() !== isCredit
  if (isAgainst(amount) || jurisdictions.some((tax) => isAgainst(tax.amount))) {
    return isCredit ? "a credit is taxed" : "the tax is negative"
  }
  if (
    isNoFraction(rate) ||
    jurisdictions.some((tax) => isNoFraction(tax.rate))
  ) {
    return "a rate is not a fraction"
  }
  if (
    (exempt && !amount.isZero()) ||
    jurisdictions.some((tax) => tax.exempt && !tax.amount.isZero())
  ) {
    return "it is exempt and taxed"
  }
  // Flat fees are of the same sign: without them it is no more.
  if (
    isAboveWorth(total, line) &&
    isAboveWorth(
      sum(
        jurisdictions
          .filter((tax) => !tax.rate.isZero() || tax.name === UNSPLIT)
          .map((tax) => tax.amount)
      ),
      line
    )
  ) {
    return "the tax is above the line's worth"
  }
  if (
    !total.eq(amount) &&
    (!closeTo(total, amount, jurisdictions.length) ||
      !canTakeUp(amount.minus(total), jurisdictions))
  ) {
    return "its jurisdictions do not add up to its tax"
  }
  return undefined
}

const isAboveWorth = (tax: Decimal, { amount }: TaxableLine): boolean =>
  // Mostly it is not, and one comparison tells.
  !(amount.isPositive() && tax.lte(amount) && tax.isPositive()) &&
  tax.abs().gt(amount.abs().plus(CENT))

const ONE = MathBN.convert(1)

const isNoFraction = (rate: Decimal): boolean =>
  (rate.isNegative() && !rate.isZero()) || rate.gt(ONE)

const totalProblem = (
  { total_tax_amount_calculated: total }: AnsweredEstimate,
  taxes: LineTax[]
): string | undefined =>
  total !== undefined &&
  !closeTo(
    sum(taxes.map((tax) => tax.amount)),
    MathBN.convert(total),
    taxes.length
  )
    ? "its items do not add up to its total"
    : undefined

/** Whether the largest part keeps its sign when the difference goes to it. */
const canTakeUp = (
  difference: Decimal,
  jurisdictions: JurisdictionTax[]
): boolean =>
  jurisdictions.some(({ amount }) => amount.abs().gte(difference.abs()))

/** A cent's rounding between the parts and their sum goes to the largest part. */
const reconciled = (tax: LineTax, total: Decimal): LineTax => {
  if (tax.amount.eq(total)) {
    return tax
  }
  const difference = tax.amount.minus(total)
  const largest = tax.jurisdictions.reduce((most, next) =>
    next.amount.abs().gt(most.amount.abs()) ? next : most
  )
  return {
    ...tax,
    jurisdictions: tax.jurisdictions.map((jurisdiction) =>
      jurisdiction === largest
        ? { ...jurisdiction, amount: largest.amount.plus(difference) }
        : jurisdiction
    ),
  }
}

const closeTo = (a: Decimal, b: Decimal, parts: number): boolean =>
  a.eq(b) ||
  a
    .minus(b)
    .abs()
    .lte(CENT.times(Math.max(1, parts)))

const sum = (amounts: Decimal[]): Decimal =>
  amounts.reduce((total, amount) => total.plus(amount), ZERO)

const ZERO = MathBN.convert(0)
