import type { LineTax } from "../estimate/validate-estimate"
import type { AnswerFacts, JurisdictionFacts } from "./tax-facts"

/** What Kintsugi has just answered for a line. */
export const readLineTax = (
  tax: LineTax,
  hasActiveRegistration: boolean
): AnswerFacts => ({
  source: "kintsugi",
  provider_id: null,
  reason: null,
  as_of: null,
  approximate: false,
  has_active_registration: hasActiveRegistration,
  exempt_by: null,
  taxable_amount: tax.taxableAmount.toFixed(),
  answered_tax: tax.answeredAmount?.toFixed() ?? null,
  exempt: tax.exempt,
  exempt_reason: tax.exemptReason ?? null,
  jurisdictions: tax.jurisdictions
    .flatMap(({ parts, ...whole }) => parts ?? [whole])
    .map(({ name, rate, amount, exempt, exemptReason }): JurisdictionFacts => ({
      name,
      rate: rate.toFixed(),
      amount: amount.toFixed(),
      exempt,
      exempt_reason: exemptReason ?? null,
    })),
})
