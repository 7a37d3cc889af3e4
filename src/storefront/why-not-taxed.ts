import { readExemptReason } from "../contract/exempt-reasons"
import type {
  KintsugiData,
  RememberedData,
} from "../tax/tax-lines/tax-line-data"
import {
  type TaxedCart,
  type TaxedLine,
  answerDataOf,
  dataOf,
  jurisdictionsOf,
  linesOf,
} from "./taxed-cart"

/** The default text of each reason, for shoppers. */
const TEXTS = {
  /** The customer or their group is exempt. */
  customer_exempt: "You are exempt from this tax.",
  product_exempt: "Not taxed there.",
  /** The sale is exempt, whoever buys. */
  sale_exempt: "This sale is not taxed.",
  /** The store is not registered there. */
  no_registration: "No tax is collected there.",
  /** The place has no such tax. */
  no_tax_there: "No tax is collected there.",
  reverse_charge: "You account for the tax yourself (reverse charge).",
  zero_rate: "The tax rate there is zero.",
  export: "Exports are not taxed.",
  /** High-value goods, which the border taxes. */
  taxed_at_border: "Tax is collected at the border.",
  /** It is free. */
  zero_value: "There is nothing to tax.",
  /** A means of payment: what it pays for is taxed. */
  gift_card: "Gift cards are not taxed.",
  /** No country, postal code or state yet. */
  address_incomplete: "Tax is calculated once there is an address.",
  /** Kintsugi could not answer, and the store charges no tax then. */
  not_calculated: "Tax could not be calculated.",
  /** None of these, or a cart whose lines have several reasons. */
  other: "Not taxed there.",
} as const

/** Stable: translate by it. */
export type UntaxedReason = keyof typeof TEXTS

export type Untaxed = {
  reason: UntaxedReason
  /** A sentence in English. */
  text: string
}

/**
 * Why a line, or a whole cart or order, is not taxed; `undefined` if it is
 * taxed, and if it has no tax lines that could say.
 *
 * Of a cart, gift cards and what is free count only if there is nothing else;
 * if the other lines do not have one reason in common, it is `other`.
 *
 * @example
 * whyNotTaxed(item)?.reason // "product_exempt"
 */
export const whyNotTaxed = (
  subject: TaxedLine | Pick<TaxedCart, "items" | "shipping_methods">
): Untaxed | undefined => {
  const reason = isCart(subject) ? reasonOfCart(subject) : reasonOfLine(subject)
  return reason && { reason, text: TEXTS[reason] }
}

const isCart = (
  subject: TaxedLine | Pick<TaxedCart, "items" | "shipping_methods">
): subject is Pick<TaxedCart, "items" | "shipping_methods"> =>
  "items" in subject || "shipping_methods" in subject

const reasonOfCart = (
  cart: Pick<TaxedCart, "items" | "shipping_methods">
): UntaxedReason | undefined => {
  const reasons = linesOf(cart).map(reasonOfLine)
  const others = reasons.filter(
    (reason) => reason !== "gift_card" && reason !== "zero_value"
  )
  const distinct = new Set(others.length ? others : reasons)
  if (distinct.has(undefined)) {
    return undefined
  }
  const [reason] = distinct
  return distinct.size > 1 ? "other" : reason
}

const reasonOfLine = ({ tax_lines }: TaxedLine): UntaxedReason | undefined => {
  const [taxLine] = tax_lines ?? []
  if (!tax_lines || !taxLine) {
    return undefined
  }
  // It may still carry a fee of another line, which cannot bear it itself.
  const exempt = tax_lines
    .map(answerDataOf)
    .find((answer) => answer?.line.exempt)
  if (exempt) {
    return reasonOfAnswer(exempt)
  }
  // A storefront passes what it got as JSON, whatever its types promise.
  // eslint-disable-next-line @typescript-eslint/no-unnecessary-type-conversion
  if (tax_lines.some(({ rate }) => Number(rate) !== 0)) {
    return undefined
  }
  const data = dataOf(taxLine)
  switch (data?.source) {
    case "kintsugi":
    case "remembered":
      // It is taxed if its tax is zero only because the amount is tiny.
      return Number(data.line.tax_rate) > 0 ? undefined : reasonOfAnswer(data)
    case "zero":
      return data.exempt_by ? "customer_exempt" : "not_calculated"
    case "pending":
      return "address_incomplete"
    case "gift_card":
      return "gift_card"
    default:
      return "zero_rate"
  }
}

const reasonOfAnswer = (data: KintsugiData | RememberedData): UntaxedReason => {
  if (data.exempt_by) {
    return "customer_exempt"
  }
  return (
    readExemptReason(
      data.line.exempt_reason ?? jurisdictionsOf(data)[0]?.exempt_reason,
      data.has_active_registration
    ) ?? "other"
  )
}
