import type {
  AnswerFacts,
  JurisdictionFacts,
  LineFacts,
  TaxFacts,
} from "../tax-facts"

/** A jurisdiction that takes its rate on some base. */
export const jurisdiction = (
  name: string,
  rate: string,
  amount: string,
  more: Partial<JurisdictionFacts> = {}
): JurisdictionFacts => ({
  name,
  rate,
  amount,
  exempt: false,
  exempt_reason: null,
  ...more,
})

/** What Kintsugi answers for 100.00 in Austin. */
export const answer = (more: Partial<AnswerFacts> = {}): AnswerFacts => ({
  source: "kintsugi",
  provider_id: null,
  reason: null,
  as_of: null,
  approximate: false,
  has_active_registration: true,
  exempt_by: null,
  taxable_amount: "100",
  answered_tax: null,
  exempt: false,
  exempt_reason: null,
  jurisdictions: [
    jurisdiction("Texas State Sales Tax", "0.0625", "6.25"),
    jurisdiction("Austin City Sales Tax", "0.01", "1"),
    jurisdiction("Austin MTA Transit Sales Tax", "0.01", "1"),
  ],
  ...more,
})

export const line = (
  more: Partial<Omit<LineFacts, "answer">> & {
    answer?: Partial<AnswerFacts>
  } = {}
): LineFacts => ({
  id: "ordli_1",
  kind: "item",
  title: "Kintsugi Mug",
  product_id: "prod_1",
  quantity: "1",
  amount: "100",
  discount: "0",
  price_includes_tax: false,
  tax: "8.25",
  classification: {
    category: "Physical",
    subcategory: "General Physical",
    from: "default",
  },
  ...more,
  answer: answer(more.answer),
})

/** An order with one line of 100.00 in Austin. */
export const facts = (more: Partial<TaxFacts> = {}): TaxFacts => ({
  currency_code: "USD",
  calculated_at: "2026-11-30T12:00:00.000Z",
  place: {
    type: "SHIP_TO",
    country: "US",
    state: "TX",
    postal_code: "78701",
    city: "Austin",
    has_street: true,
    is_pickup: false,
    is_state_from_postal_code: false,
    status: "VERIFIED",
    validation: null,
  },
  customer: { standing: "taxable", reason: null, tax_id_country: null },
  lines: [line()],
  ...more,
})

export const BASIS = {
  basis: "recorded" as const,
  recorded_at: "2026-11-30T12:00:01.000Z",
  is_confirmed: true,
  unknown: [],
}
