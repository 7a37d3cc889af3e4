import { MathBN } from "@medusajs/framework/utils"
import type { BigNumberInput } from "@medusajs/framework/types"
import { PROVIDER_ID } from "../tax-lines/build-tax-lines"
import type {
  AnswerData,
  JurisdictionData,
  TaxLineData,
} from "../tax-lines/tax-line-data"
import type { AnswerFacts, JurisdictionFacts } from "./tax-facts"

/** A tax line of a cart or an order, as Query reads it. */
export type StoredTaxLine = {
  code?: string | null
  description?: string | null
  /** In percent. */
  rate?: BigNumberInput | null
  provider_id?: string | null
  data?: Record<string, unknown> | null
}

/** What a line was charged, by the names of its tax lines. */
export type ChargedTaxes = { name: string; rate: string; amount: string }[]

const NOTHING: AnswerFacts = {
  source: "none",
  provider_id: null,
  reason: null,
  as_of: null,
  approximate: false,
  has_active_registration: null,
  exempt_by: null,
  taxable_amount: null,
  answered_tax: null,
  exempt: false,
  exempt_reason: null,
  jurisdictions: [],
}

/**
 * Reads from a line's tax lines who taxed it, and what they said.
 *
 * @param charged - what is charged by each: where nobody stated an amount, as
 * with the store's own rates, that is it
 */
export const readAnswer = (
  taxLines: StoredTaxLine[] | null | undefined,
  charged: ChargedTaxes
): AnswerFacts => {
  const ours = taxLines?.find(({ provider_id }) => provider_id === PROVIDER_ID)
  const data = ours?.data as TaxLineData | null | undefined
  if (!ours || !data) {
    const other = taxLines?.[0]
    return other
      ? {
          ...NOTHING,
          source: "other_provider",
          provider_id: other.provider_id ?? null,
          jurisdictions: chargedJurisdictions(charged),
        }
      : NOTHING
  }
  const exempt_by = data.exempt_by ?? null
  if (data.source === "kintsugi" || data.source === "remembered") {
    const isRemembered = data.source === "remembered"
    return {
      ...NOTHING,
      source: data.source,
      reason: isRemembered ? data.reason : null,
      as_of: isRemembered ? data.as_of : null,
      approximate: isRemembered && data.approximate,
      has_active_registration: data.has_active_registration,
      exempt_by,
      taxable_amount: data.line.taxable_amount,
      answered_tax: data.line.answered_tax_amount ?? null,
      exempt: data.line.exempt,
      exempt_reason: data.line.exempt_reason,
      jurisdictions: answeredJurisdictions(taxLines ?? []),
    }
  }
  return {
    ...NOTHING,
    source: data.source,
    reason: data.reason,
    exempt_by,
    jurisdictions:
      data.source === "fallback" ? chargedJurisdictions(charged) : [],
  }
}

const chargedJurisdictions = (charged: ChargedTaxes): JurisdictionFacts[] =>
  charged.map(({ name, rate, amount }) => ({
    name,
    rate,
    amount,
    exempt: false,
    exempt_reason: null,
  }))

/** A jurisdiction has two tax lines where one rate is not exact enough. */
const answeredJurisdictions = (
  taxLines: StoredTaxLine[]
): JurisdictionFacts[] => {
  const seen = new Set<string>()
  return taxLines.flatMap(({ code, data }) => {
    const answer = data as AnswerData | null | undefined
    const key = JSON.stringify([code, answer?.jurisdiction?.name])
    if (seen.has(key)) {
      return []
    }
    seen.add(key)
    return (
      answer?.jurisdictions ??
      (answer?.jurisdiction ? [answer.jurisdiction] : [])
    ).map(toFacts)
  })
}

const toFacts = ({
  name,
  rate,
  amount,
  exempt,
  exempt_reason,
}: JurisdictionData): JurisdictionFacts => ({
  name,
  rate: MathBN.convert(rate).toFixed(),
  amount: MathBN.convert(amount).toFixed(),
  exempt,
  exempt_reason,
})

/** The marks of the tax lines that say what was known of the buyer. */
export const readBuyerMarks = (
  taxLines: StoredTaxLine[]
): { isGuest: boolean; isStateFromPostalCode: boolean } => {
  const marks = taxLines.map(
    ({ data }) => data as Partial<TaxLineData> | null | undefined
  )
  return {
    isGuest: marks.some((data) => data?.customer === "guest"),
    isStateFromPostalCode: marks.some(
      (data) => data?.state_from === "postal_code"
    ),
  }
}
