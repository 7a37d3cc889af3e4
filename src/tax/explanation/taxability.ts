import { MathBN } from "@medusajs/framework/utils"
import {
  type ExemptReason,
  readExemptReason,
} from "../../contract/exempt-reasons"
import { type Decimal, ZERO, roundHalfUp, sumOf } from "../money"
import type { AnswerFacts, CustomerFacts, LineFacts } from "./tax-facts"

/** Why a line is taxed as it is: a stable code. */
export type Taxability =
  /** In full, by each jurisdiction. */
  | "taxed"
  /** A part of its amount. */
  | "partly_taxable"
  /** By some of the jurisdictions. */
  | "some_jurisdictions"
  /** The tax is less than half of the smallest unit. */
  | "too_small"
  | UntaxedReason

/** As storefronts name them, and a few that only the merchant sees. */
export type UntaxedReason =
  | ExemptReason
  | "gift_card"
  | "address_incomplete"
  | "not_calculated"
  | "no_tax_lines"
  | "other"

/**
 * The part of a line's amount that is taxed, in major units: Kintsugi's own
 * statement or, of what others taxed, all of it where they charge a rate.
 */
export const taxableAmountOf = ({ amount, answer }: LineFacts): Decimal => {
  if (answer.taxable_amount !== null) {
    return MathBN.convert(answer.taxable_amount)
  }
  return answer.jurisdictions.some(({ rate }) => !MathBN.convert(rate).isZero())
    ? MathBN.convert(amount)
    : ZERO
}

/** Why a line is taxed as it is. */
export const taxabilityOf = (line: LineFacts): Taxability => {
  const { answer } = line
  const taxed = sumOf(answer.jurisdictions.map(({ amount }) => amount))
  if (answer.exempt || taxed.isZero()) {
    return untaxedReasonOf(line)
  }
  const amount = MathBN.convert(line.amount)
  const taxable = taxableAmountOf(line)
  if (taxable.abs().lt(amount.abs())) {
    return "partly_taxable"
  }
  return answer.jurisdictions.some(
    ({ rate, amount, exempt }) =>
      exempt ||
      (MathBN.convert(amount).isZero() && !MathBN.convert(rate).isZero())
  )
    ? "some_jurisdictions"
    : "taxed"
}

const untaxedReasonOf = ({
  amount,
  answer,
}: LineFacts): UntaxedReason | "too_small" => {
  switch (answer.source) {
    case "kintsugi":
    case "remembered":
      return reasonOfAnswer(answer, MathBN.convert(amount))
    case "zero":
      return answer.exempt_by ? "customer_exempt" : "not_calculated"
    case "pending":
      return "address_incomplete"
    case "gift_card":
      return "gift_card"
    case "none":
      return "no_tax_lines"
    default:
      return "zero_rate"
  }
}

const reasonOfAnswer = (
  answer: AnswerFacts,
  amount: Decimal
): UntaxedReason | "too_small" => {
  if (answer.exempt_by) {
    return "customer_exempt"
  }
  const isRated = answer.jurisdictions.some(
    ({ rate, exempt }) => !exempt && !MathBN.convert(rate).isZero()
  )
  if (
    !answer.exempt &&
    isRated &&
    !amount.isZero() &&
    answer.taxable_amount !== null &&
    !MathBN.convert(answer.taxable_amount).isZero()
  ) {
    return "too_small"
  }
  const reason = readExemptReason(
    answer.exempt_reason ?? answer.jurisdictions[0]?.exempt_reason,
    Boolean(answer.has_active_registration)
  )
  return reason ?? (amount.isZero() ? "zero_value" : "other")
}

/**
 * The base on which a jurisdiction takes its tax, in major units. Kintsugi names
 * a line's taxable amount, and of a jurisdiction only the rate and the amount:
 * where the amount is not the rate on the taxable amount (a threshold, a cap),
 * the base is the amount by the rate, to the cent.
 *
 * @returns `undefined` for a flat fee
 */
export const baseOf = (
  tax: { rate: string; amount: string; exempt: boolean },
  taxable: Decimal
): Decimal | undefined => {
  const rate = MathBN.convert(tax.rate)
  const amount = MathBN.convert(tax.amount)
  if (tax.exempt) {
    return ZERO
  }
  if (rate.isZero()) {
    return amount.isZero() ? ZERO : undefined
  }
  return taxable.times(rate).minus(amount).abs().lte(ROUNDING)
    ? taxable
    : roundHalfUp(amount.div(rate), CENTS)
}

/** What rounding to the cent leaves, and the share of another line's cent. */
const ROUNDING = "0.01"
const CENTS = 2

/** The customer, with what the answer itself shows of their exemption. */
export const standingOf = (
  customer: CustomerFacts | null,
  lines: LineFacts[]
): CustomerFacts | null => {
  const answers = lines.map(({ answer }) => answer)
  const isExemptThere = answers.some(
    ({ exempt_reason }) =>
      exempt_reason === "CUSTOMER" || exempt_reason === "WHOLESALE"
  )
  const exemptBy = answers.find(({ exempt_by }) => exempt_by)?.exempt_by
  const known = customer ?? {
    standing: "taxable" as const,
    reason: null,
    tax_id_country: null,
  }
  if (known.standing === "taxable" && exemptBy === "customer_group") {
    return { ...known, standing: "exempt_group" }
  }
  return known.standing === "taxable" &&
    (isExemptThere || exemptBy === "exemption")
    ? { ...known, standing: "exempt" }
    : customer
}
