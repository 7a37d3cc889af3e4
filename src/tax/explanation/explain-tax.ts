import { MathBN } from "@medusajs/framework/utils"
import { type Decimal, roundHalfUp, sumOf } from "../money"
import type {
  AnswerSource,
  ClassificationFacts,
  CustomerFacts,
  JurisdictionFacts,
  LineFacts,
  PlaceFacts,
  TaxFacts,
} from "./tax-facts"
import {
  type Taxability,
  baseOf,
  standingOf,
  taxabilityOf,
  taxableAmountOf,
} from "./taxability"

/**
 * Why a tax is what it is, as codes and numbers: amounts are decimals in major
 * units, rates fractions.
 */
export type Explanation = {
  /** ISO 4217, upper case. */
  currency_code: string
  /**
   * `recorded`: by what was recorded when the order was placed. `tax_lines`: by
   * the tax lines alone. `current`: by the tax lines, and what is true now.
   * `asked`: Kintsugi was asked just now.
   */
  basis: "recorded" | "tax_lines" | "current" | "asked"
  /**
   * When the tax was calculated, in ISO 8601; by an order's tax lines alone,
   * when the order was placed.
   */
  calculated_at: string | null
  /** When it was recorded. */
  recorded_at: string | null
  /**
   * Whether what was recorded is certainly what decided; null: not recorded.
   */
  is_confirmed: boolean | null
  /** What is not known. */
  unknown: Unknown[]
  place: ExplainedPlace | null
  customer: CustomerFacts | null
  /** `mixed`: the lines differ. */
  source: AnswerSource | "mixed"
  /** Null: nobody said. */
  has_active_registration: boolean | null
  simulated: boolean
  for_day: string | null
  totals: Totals
  lines: ExplainedLine[]
  omitted_lines: number
  /** Of all lines together. */
  jurisdictions: ExplainedJurisdiction[]
}

export type Unknown =
  | "classification"
  | "customer"
  /** The place is the order's address as it is now. */
  | "place_then"
  /** The record was erased with the customer. */
  | "erased"

export type PlaceCertainty =
  /** Kintsugi knows the address, to the street. */
  | "verified"
  /** Kintsugi, or the plugin, completed or corrected it. */
  | "completed"
  | "zip_plus_4"
  | "zip_only"
  | "country_only"
  | "invalid"
  | "not_verified"

export type ExplainedPlace = PlaceFacts & { certainty: PlaceCertainty }

export type Totals = {
  /** After discounts, without tax. */
  amount: string
  discount: string
  taxable: string
  /** What is not taxable. */
  exempt: string
  tax: string
  /** The tax by the amount, a fraction of six digits; null: no amount. */
  effective_rate: string | null
}

export type ExplainedLine = Pick<
  LineFacts,
  "id" | "kind" | "title" | "product_id" | "quantity" | "price_includes_tax"
> &
  Totals & {
    classification: ClassificationFacts | null
    source: AnswerSource
    /** The tax provider in Medusa, if it is not Kintsugi. */
    provider_id: string | null
    reason: string | null
    as_of: string | null
    approximate: boolean
    taxability: Taxability
    /** Kintsugi's own word for it. */
    exempt_reason: string | null
    /** Kintsugi's tax, where another one is charged. */
    answered_tax: string | null
    /** Whether it was added after the order was placed. */
    added_later: boolean
    jurisdictions: ExplainedJurisdiction[]
  }

export type ExplainedJurisdiction = JurisdictionFacts & {
  /** Null: a flat fee. */
  base: string | null
}

/** What is known beside the facts. */
export type ExplanationBasis = Pick<
  Explanation,
  "basis" | "recorded_at" | "is_confirmed" | "unknown"
> & { addedLines?: ReadonlySet<string> }

/** Explains a tax from what decided it. */
export const explainTax = (
  facts: TaxFacts,
  { addedLines = new Set(), ...basis }: ExplanationBasis
): Explanation => {
  const lines = facts.lines.map((line) =>
    explainLine(line, addedLines.has(line.id))
  )
  const sources = new Set(
    lines
      .filter(({ source }) => source !== "gift_card")
      .map(({ source }) => source)
  )
  const [source = lines[0]?.source ?? "none"] = sources
  return {
    currency_code: facts.currency_code,
    ...basis,
    calculated_at: facts.calculated_at,
    place: facts.place && {
      ...facts.place,
      certainty: certaintyOf(facts.place),
    },
    customer: standingOf(facts.customer, facts.lines),
    source: sources.size > 1 ? "mixed" : source,
    has_active_registration: registrationOf(facts.lines),
    simulated: facts.simulated ?? false,
    for_day: facts.for_day ?? null,
    totals: totalsOf(
      lines.map(({ amount, discount, taxable, tax }) => ({
        amount: MathBN.convert(amount),
        discount: MathBN.convert(discount),
        taxable: MathBN.convert(taxable),
        tax: MathBN.convert(tax),
      }))
    ),
    lines,
    omitted_lines: facts.omitted_lines ?? 0,
    jurisdictions: sumJurisdictions(lines),
  }
}

const registrationOf = (lines: LineFacts[]): boolean | null => {
  const answers = lines.flatMap(
    ({ answer }) => answer.has_active_registration ?? []
  )
  return answers.length ? answers.some(Boolean) : null
}

/** How far a place can be trusted. */
export const certaintyOf = (place: PlaceFacts): PlaceCertainty => {
  if (place.status === "INVALID" || place.validation === "invalid") {
    return "invalid"
  }
  if (!place.postal_code) {
    return "country_only"
  }
  if (!place.has_street) {
    return place.country === "US" && /^\d{5}-?\d{4}$/.test(place.postal_code)
      ? "zip_plus_4"
      : "zip_only"
  }
  if (
    place.is_state_from_postal_code ||
    place.status === "PARTIALLY_VERIFIED" ||
    place.validation === "partially_verified"
  ) {
    return "completed"
  }
  return place.status === "VERIFIED" ? "verified" : "not_verified"
}

const explainLine = (line: LineFacts, isAdded: boolean): ExplainedLine => {
  const { answer } = line
  const taxable = taxableAmountOf(line)
  return {
    id: line.id,
    kind: line.kind,
    title: line.title,
    product_id: line.product_id,
    quantity: line.quantity,
    price_includes_tax: line.price_includes_tax,
    ...totalsOf([
      {
        amount: MathBN.convert(line.amount),
        discount: MathBN.convert(line.discount),
        taxable,
        tax: MathBN.convert(line.tax),
      },
    ]),
    classification: line.classification,
    source: answer.source,
    provider_id: answer.provider_id,
    reason: answer.reason,
    as_of: answer.as_of,
    approximate: answer.approximate,
    taxability: taxabilityOf(line),
    exempt_reason: answer.exempt_reason,
    answered_tax: answer.answered_tax,
    added_later: isAdded,
    jurisdictions: answer.jurisdictions.map((jurisdiction) => ({
      ...jurisdiction,
      base: baseOf(jurisdiction, taxable)?.toFixed() ?? null,
    })),
  }
}

type Amounts = Record<"amount" | "discount" | "taxable" | "tax", Decimal>

/** Digits of an effective rate: 0.082535 is 8.2535 %. */
const RATE_DIGITS = 6

const totalsOf = (parts: Amounts[]): Totals => {
  const total = (name: keyof Amounts): Decimal =>
    sumOf(parts.map((part) => part[name]))
  const amount = total("amount")
  const taxable = total("taxable")
  const tax = total("tax")
  return {
    amount: amount.toFixed(),
    discount: total("discount").toFixed(),
    taxable: taxable.toFixed(),
    exempt: amount.minus(taxable).toFixed(),
    tax: tax.toFixed(),
    effective_rate: amount.isZero()
      ? null
      : roundHalfUp(tax.div(amount), RATE_DIGITS).toFixed(),
  }
}

/** By name and rate, the largest amount first. */
const sumJurisdictions = (lines: ExplainedLine[]): ExplainedJurisdiction[] => {
  const sums = new Map<string, ExplainedJurisdiction>()
  for (const jurisdiction of lines.flatMap((line) => line.jurisdictions)) {
    const key = JSON.stringify([jurisdiction.name, jurisdiction.rate])
    const sum = sums.get(key)
    sums.set(
      key,
      sum
        ? {
            ...sum,
            base:
              sum.base === null || jurisdiction.base === null
                ? (sum.base ?? jurisdiction.base)
                : MathBN.add(sum.base, jurisdiction.base).toFixed(),
            amount: MathBN.add(sum.amount, jurisdiction.amount).toFixed(),
            exempt: sum.exempt && jurisdiction.exempt,
            exempt_reason: null,
          }
        : jurisdiction
    )
  }
  return [...sums.values()].toSorted((a, b) =>
    MathBN.convert(b.amount).minus(a.amount).toNumber()
  )
}
