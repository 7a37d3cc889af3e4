import type { BigNumberInput } from "@medusajs/framework/types"
import { MathBN } from "@medusajs/framework/utils"
import { boundedId, boundedQuantity } from "../../contract/bounds"
import { isSupportedCurrency } from "../money/currencies"
import { type Decimal, sumOf } from "../money"
import { toSentAmount } from "./sent-amount"
import type { TaxableLine } from "../cart/taxable-line"

/** A decimal in an answer; a number loses no precision. */
type Answered = string | number

/** The parts of an estimate that are used. */
export type AnsweredEstimate = {
  currency: string
  transaction_items: AnsweredItem[]
  total_tax_amount_calculated?: string
}

type AnsweredItem = {
  external_id?: string | null
  amount?: Answered | null
  quantity?: Answered | null
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
  /** The jurisdictions that this one combines, if any. */
  parts?: JurisdictionTax[]
}

/** Kintsugi's answer for one line. */
export type LineTax = {
  line: TaxableLine
  /** In major units; the sum of the jurisdictions' amounts. */
  amount: Decimal
  /** Kintsugi's answer, where a different amount is charged. */
  answeredAmount?: Decimal
  taxableAmount: Decimal
  /** A fraction. */
  rate: Decimal
  exempt: boolean
  exemptReason?: string
  jurisdictions: JurisdictionTax[]
  /** Present where it is not an answer, but calculated from earlier ones. */
  remembered?: Remembered
}

export type Remembered = {
  /** The day of the latest of those answers, in ISO 8601. */
  asOf: string
  /** Whether they leave a doubt. */
  isApproximate: boolean
  /** Whether the store is registered there. */
  isRegistered: boolean
}

export type ValidEstimate =
  | { taxes: LineTax[] }
  /** Why the whole answer must not be used. */
  | { problem: string }

/**
 * Kintsugi rounds per item and jurisdiction: each may have a rounding error.
 */
const CENT = MathBN.convert("0.01")

/** The name of a tax that Kintsugi did not split by jurisdiction. */
const UNSPLIT = "Sales Tax"

/**
 * The maximum of flat fees on a unit in addition to the line's amount, in major
 * units: deposits, recycling and delivery fees are far below it, whatever the
 * unit costs.
 */
const FEE_PER_UNIT = 100

/** The contract's maximum length of a tax's name; a reason is one word. */
const MAX_NAME = 250
const MAX_REASON = 100

/** The text, cut between characters where it is longer. */
const cutTo = (length: number, text: string): string =>
  text.length > length ? [...text].slice(0, length).join("") : text

/**
 * Matches Kintsugi's answer with the lines that were asked about, by id, and
 * validates it: an answer that is wrong in one place is not used at all.
 *
 * It rejects missing, duplicate and unknown items; another currency; a tax with
 * the opposite sign of its line; a rate above 1 (a percentage instead of a
 * fraction); a rate-based tax above the line's amount; flat fees above that
 * plus {@link FEE_PER_UNIT} per unit; tax on an exempt line; sums that do not
 * add up.
 */
export const validateEstimate = (
  estimate: AnsweredEstimate,
  lines: TaxableLine[]
): ValidEstimate => {
  const problem =
    currencyProblem(estimate, lines) ?? pairingProblem(estimate, lines)
  if (problem) {
    return { problem }
  }
  const items = new Map(
    estimate.transaction_items.map((item) => [item.external_id, item])
  )
  const decimalOf = createDecimalCache()
  const taxes: LineTax[] = []
  for (const line of lines) {
    const item = items.get(line.id)
    if (!item) {
      return { problem: `item ${line.id} is missing` }
    }
    const tax = toLineTax(line, item, decimalOf)
    const total = sumOf(tax.jurisdictions.map(({ amount }) => amount))
    const doubt = lineProblem(tax, total)
    if (doubt) {
      return { problem: `item ${line.id}: ${doubt}` }
    }
    taxes.push(reconcile(tax, total))
  }
  const doubt = totalProblem(estimate, taxes)
  return doubt ? { problem: doubt } : { taxes }
}

const currencyProblem = (
  { currency }: AnsweredEstimate,
  lines: TaxableLine[]
): string | undefined =>
  // An unknown currency code says nothing about the amounts.
  isSupportedCurrency(currency.toUpperCase()) &&
  lines.some((line) => line.currencyCode !== currency.toUpperCase())
    ? "it is in another currency"
    : undefined

/**
 * Returns the answer with the ids of our lines, where Kintsugi was sent a
 * shortened id or answers none: `external_id` may be null. Without ids, an item
 * belongs to the line with the same amount and quantity; equal lines are
 * matched in order. If only some items have an id, or a line has no matching
 * item, the answer is returned unchanged and left to the validation.
 *
 * @param lines - with the amounts that were asked about
 */
export const withLineIds = <T extends AnsweredEstimate>(
  estimate: T,
  lines: TaxableLine[]
): T => {
  const items = estimate.transaction_items
  const ids =
    items.length === lines.length &&
    items.every(({ external_id }) => external_id === null)
      ? idsByAmount(items, lines)
      : idsBySentId(items, lines)
  return ids
    ? {
        ...estimate,
        transaction_items: items.map((item, index) => ({
          ...item,
          external_id: ids[index],
        })),
      }
    : estimate
}

const idsBySentId = (items: AnsweredItem[], lines: TaxableLine[]) => {
  const ids = new Map(
    lines
      .map(({ id }) => [boundedId(id, "line"), id] as const)
      .filter(([sent, id]) => sent !== id)
  )
  return ids.size
    ? items.map(({ external_id }) => ids.get(external_id ?? "") ?? external_id)
    : undefined
}

const idsByAmount = (
  items: AnsweredItem[],
  lines: TaxableLine[]
): string[] | undefined => {
  const unmatchedIds = new Map<string, string[]>()
  for (const { id, amount, quantity, currencyCode } of lines) {
    const key = amountKey(
      toSentAmount(amount, currencyCode),
      boundedQuantity(quantity)
    )
    unmatchedIds.set(key, [...(unmatchedIds.get(key) ?? []), id])
  }
  const ids = items.flatMap(
    ({ amount, quantity }) =>
      unmatchedIds.get(amountKey(amount ?? NaN, quantity ?? 1))?.shift() ?? []
  )
  return ids.length === items.length ? ids : undefined
}

const amountKey = (amount: BigNumberInput, quantity: BigNumberInput): string =>
  [amount, quantity].map((part) => MathBN.convert(part).toFixed()).join(" × ")

const pairingProblem = (
  { transaction_items }: AnsweredEstimate,
  lines: TaxableLine[]
): string | undefined => {
  const requestedIds = new Set(lines.map(({ id }) => id))
  const answered = new Set<string>()
  for (const { external_id } of transaction_items) {
    if (!external_id || !requestedIds.has(external_id)) {
      return "it has an item that was not asked about"
    }
    if (answered.has(external_id)) {
      return `item ${external_id} appears twice`
    }
    answered.add(external_id)
  }
  return undefined
}

/** Parses each decimal once: an estimate repeats a few rates and amounts. */
const createDecimalCache = (): ((text: Answered) => Decimal) => {
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
  const taxItems = item.tax_items ?? []
  // If no jurisdiction has an amount, they name the authorities, and do not
  // split the tax.
  const isSplit =
    amount.isZero() || taxItems.some((tax) => tax.amount !== undefined)
  const splitTaxes = (isSplit ? taxItems : []).map((tax) => ({
    name: cutTo(MAX_NAME, tax.name.trim()) || UNSPLIT,
    rate: decimalOf(tax.rate ?? 0),
    amount: decimalOf(tax.amount ?? 0),
    exempt: tax.exempt ?? false,
    exemptReason: reasonOf(tax),
  }))
  const unsplitTax = { name: UNSPLIT, rate, amount, exempt: false }
  return {
    line,
    amount,
    taxableAmount: decimalOf(item.taxable_amount ?? 0),
    rate,
    exempt: item.exempt ?? false,
    exemptReason: reasonOf(item),
    jurisdictions:
      splitTaxes.length || amount.isZero() ? splitTaxes : [unsplitTax],
  }
}

const reasonOf = ({
  exempt_reason: reason,
}: Pick<AnsweredItem, "exempt_reason">): string | undefined =>
  reason ? cutTo(MAX_REASON, reason) : (reason ?? undefined)

/** @param total - what the jurisdictions' amounts add up to */
const lineProblem = (
  { line, amount, rate, exempt, jurisdictions }: LineTax,
  total: Decimal
): string | undefined => {
  const isCredit = line.amount.isNegative() && !line.amount.isZero()
  const hasWrongSign = (tax: Decimal) =>
    !tax.isZero() && tax.isNegative() !== isCredit
  if (
    hasWrongSign(amount) ||
    jurisdictions.some((tax) => hasWrongSign(tax.amount))
  ) {
    return isCredit ? "a credit is taxed" : "the tax is negative"
  }
  if (
    isInvalidRate(rate) ||
    jurisdictions.some((tax) => isInvalidRate(tax.rate))
  ) {
    return "a rate is not a fraction"
  }
  if (
    (exempt && !amount.isZero()) ||
    jurisdictions.some((tax) => tax.exempt && !tax.amount.isZero())
  ) {
    return "it is exempt but taxed"
  }
  if (exceedsAmount(total, line)) {
    // Flat fees have the same sign: without them, the tax is not larger.
    const rateBasedTax = sumOf(
      jurisdictions
        .filter((tax) => !tax.rate.isZero() || tax.name === UNSPLIT)
        .map((tax) => tax.amount)
    )
    if (exceedsAmount(rateBasedTax, line)) {
      return "the tax exceeds the line's amount"
    }
    if (total.minus(rateBasedTax).abs().gt(maxFees(line))) {
      return "its flat fees exceed what a line of its amount can bear"
    }
  }
  if (
    !total.eq(amount) &&
    (!closeTo(total, amount, jurisdictions.length) ||
      !canAbsorb(amount.minus(total), jurisdictions))
  ) {
    return "its jurisdictions do not add up to its tax"
  }
  return undefined
}

const exceedsAmount = (tax: Decimal, { amount }: TaxableLine): boolean =>
  // Usually it is not, and this comparison is enough.
  !(amount.isPositive() && tax.lte(amount) && tax.isPositive()) &&
  tax.abs().gt(amount.abs().plus(CENT))

const ONE = MathBN.convert(1)

/** In major units. */
const maxFees = ({ amount, quantity }: TaxableLine): Decimal =>
  amount.abs().plus(MathBN.max(ONE, quantity.abs()).times(FEE_PER_UNIT))

const isInvalidRate = (rate: Decimal): boolean =>
  (rate.isNegative() && !rate.isZero()) || rate.gt(ONE)

const totalProblem = (
  { total_tax_amount_calculated: total }: AnsweredEstimate,
  taxes: LineTax[]
): string | undefined =>
  total !== undefined &&
  !closeTo(
    sumOf(taxes.map((tax) => tax.amount)),
    MathBN.convert(total),
    taxes.length
  )
    ? "its items do not add up to its total"
    : undefined

/** Whether the largest part keeps its sign when it absorbs the difference. */
const canAbsorb = (
  difference: Decimal,
  jurisdictions: JurisdictionTax[]
): boolean =>
  jurisdictions.some(({ amount }) => amount.abs().gte(difference.abs()))

/** The largest part absorbs the rounding between the parts and their sum. */
const reconcile = (tax: LineTax, total: Decimal): LineTax => {
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
