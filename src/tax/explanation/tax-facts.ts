import type { RuleKind } from "../products/classify"

/**
 * What decided the tax of an order, a cart or a trial: plain JSON, as it is
 * stored with an order. Amounts are decimals in major units, rates fractions.
 * Names nobody, and has no street.
 */
export type TaxFacts = {
  /** ISO 4217, upper case. */
  currency_code: string
  /** When the tax was calculated, in ISO 8601; null: not known. */
  calculated_at: string | null
  /** Absent where there was no address. */
  place: PlaceFacts | null
  /** Null: not known. */
  customer: CustomerFacts | null
  lines: LineFacts[]
  /** How many more lines there were: a record has a bounded size. */
  omitted_lines?: number
  /** Calculated as if the merchant were registered there. */
  simulated?: boolean
  /** The day that Kintsugi was asked for, if not the day of the question. */
  for_day?: string
}

/** The address that decided, without its street. */
export type PlaceFacts = {
  /** `BILL_TO`: nothing is shipped, and the bill goes there. */
  type: "SHIP_TO" | "BILL_TO"
  /** ISO 3166-1 alpha-2, upper case. */
  country: string
  /** Two letters in the US and Canada, `""` elsewhere. */
  state: string
  postal_code: string
  city: string | null
  has_street: boolean
  /** Whether it is a location of the store, where the goods are picked up. */
  is_pickup: boolean
  is_state_from_postal_code: boolean
  /** Kintsugi's verdict in the answer, e.g. `VERIFIED`. */
  status: string | null
  /** What the validation at completion said, if it was not "verified". */
  validation: string | null
}

export type CustomerFacts = {
  /**
   * `guest`: nobody was signed in, so no exemption and no tax id counted.
   * `exempt_group`: the merchant exempts a group of the customer's.
   */
  standing: "guest" | "taxable" | "exempt_group" | "exempt"
  /** Of an exempt group: the merchant's own reason. */
  reason: string | null
  /** The country of the business tax id that counted; not its number. */
  tax_id_country: string | null
}

/** What a line was taxed as, and what decided that. */
export type ClassificationFacts = {
  category: string
  subcategory: string
  from: ClassificationSource
  /** Of a rule. */
  rule_kind?: RuleKind
  /** Of a rule: the name of its category, collection, type or tag. */
  rule_name?: string
}

export type ClassificationSource =
  "product" | "rule" | "kintsugi" | "default" | "shipping" | "what_if"

export type LineFacts = {
  /** Medusa's id of the line item or shipping method. */
  id: string
  kind: "item" | "shipping" | "gift_card"
  title: string | null
  product_id: string | null
  quantity: string
  /** After discounts, without tax: what was asked about. */
  amount: string
  /** The discounts, in the terms of the price. */
  discount: string
  price_includes_tax: boolean
  /** As it is charged. */
  tax: string
  /** Null: not known. */
  classification: ClassificationFacts | null
  answer: AnswerFacts
}

/** Who taxed a line, and what they said. */
export type AnswerFacts = {
  source: AnswerSource
  /** The tax provider in Medusa, if it is not Kintsugi. */
  provider_id: string | null
  /** Why Kintsugi did not answer: a stable code. */
  reason: string | null
  /** Of what is remembered: the day of the answers, and if they leave a doubt. */
  as_of: string | null
  approximate: boolean
  has_active_registration: boolean | null
  exempt_by: "customer_group" | "exemption" | null
  /** Kintsugi's own; null: nobody stated one. */
  taxable_amount: string | null
  /** Kintsugi's, where another tax is charged. */
  answered_tax: string | null
  exempt: boolean
  /** Kintsugi's own word, e.g. `CUSTOMER`. */
  exempt_reason: string | null
  jurisdictions: JurisdictionFacts[]
}

/** `none`: it has no tax lines. */
export type AnswerSource =
  | "kintsugi"
  | "remembered"
  | "fallback"
  | "zero"
  | "pending"
  | "gift_card"
  | "other_provider"
  | "none"

export type JurisdictionFacts = {
  name: string
  /** The statutory rate, a fraction; `"0"` for a flat fee. */
  rate: string
  amount: string
  exempt: boolean
  exempt_reason: string | null
}
