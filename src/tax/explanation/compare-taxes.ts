import { MathBN } from "@medusajs/framework/utils"
import { type Decimal, sumOf } from "../money"
import type { Explanation, ExplainedLine, ExplainedPlace } from "./explain-tax"
import type { AnswerSource, ClassificationFacts } from "./tax-facts"

/** How a tax that was calculated earlier differs from Kintsugi's answer today. */
export type TaxComparison = {
  tax_then: string
  tax_today: string
  /** Today's less the earlier one. */
  difference: string
  lines: LineComparison[]
  /** What is different, the most far-reaching first. */
  causes: Cause[]
}

export type LineComparison = {
  id: string
  title: string | null
  kind: ExplainedLine["kind"]
  /** Null: it did not exist. */
  tax_then: string | null
  tax_today: string | null
  difference: string
}

export type Cause =
  /** Kintsugi had not answered for these lines. */
  | { code: "not_answered_then"; source: AnswerSource; reason: string | null }
  | { code: "for_day"; day: string }
  | { code: "as_if_registered" }
  | { code: "registered" | "registration_ended" }
  | { code: "place_changed"; from: string; to: string }
  | { code: "address_verdict_changed"; from: string; to: string }
  | {
      code: "customer_exempted" | "customer_no_longer_exempt"
      from: string
      to: string
    }
  | { code: "tax_id_changed"; from: string | null; to: string | null }
  | {
      code: "product_reclassified"
      line_id: string
      title: string | null
      from: ClassificationFacts
      to: ClassificationFacts
    }
  | { code: "rate_changed"; jurisdiction: string; from: string; to: string }
  | {
      code: "jurisdiction_added" | "jurisdiction_removed"
      jurisdiction: string
      rate: string
    }
  | {
      code: "taxable_amount_changed"
      line_id: string
      title: string | null
      from: string
      to: string
    }
  | {
      code: "amount_changed"
      line_id: string
      title: string | null
      from: string
      to: string
    }
  | { code: "line_added" | "line_removed"; title: string | null }
  /** The same facts, and another answer. */
  | { code: "unexplained" }

/** Compares an earlier tax with an answer of today, and says why they differ. */
export const compareTaxes = (
  then: Explanation,
  today: Explanation
): TaxComparison => {
  const pairs = pairLines(then.lines, today.lines)
  const difference = MathBN.sub(today.totals.tax, then.totals.tax)
  const causes: Cause[] = [
    ...sourceCauses(then),
    ...questionCauses(today),
    ...registrationCauses(then, today),
    ...placeCauses(then.place, today.place),
    ...customerCauses(then, today),
    ...pairs.flatMap(lineCauses),
    ...jurisdictionCauses(pairs),
  ]
  const all = causes.some(explainsAmount)
    ? causes
    : [...causes, ...taxableCauses(pairs)]
  return {
    tax_then: then.totals.tax,
    tax_today: today.totals.tax,
    difference: difference.toFixed(),
    lines: pairs.map(compareLine),
    causes: all.length || difference.isZero() ? all : [{ code: "unexplained" }],
  }
}

/** Whether it changes what is taxable, so that this needs no word of its own. */
const explainsAmount = ({ code }: Cause): boolean =>
  code !== "line_added" &&
  code !== "line_removed" &&
  code !== "address_verdict_changed" &&
  code !== "rate_changed"

type Pair = { then?: ExplainedLine; today?: ExplainedLine }

const pairLines = (then: ExplainedLine[], today: ExplainedLine[]): Pair[] => {
  const byId = new Map(today.map((line) => [line.id, line]))
  const ids = new Set(then.map(({ id }) => id))
  const pairs: Pair[] = [
    ...then.map((line) => ({ then: line, today: byId.get(line.id) })),
    ...today.filter(({ id }) => !ids.has(id)).map((line) => ({ today: line })),
  ]
  return pairs.filter((pair) => (pair.then ?? pair.today)?.kind !== "gift_card")
}

const compareLine = ({ then, today }: Pair): LineComparison => {
  const line = (today ?? then)!
  return {
    id: line.id,
    title: line.title,
    kind: line.kind,
    tax_then: then?.tax ?? null,
    tax_today: today?.tax ?? null,
    difference: MathBN.sub(today?.tax ?? 0, then?.tax ?? 0).toFixed(),
  }
}

const sourceCauses = ({ lines }: Explanation): Cause[] => {
  const other = lines.find(
    ({ source }) => source !== "kintsugi" && source !== "gift_card"
  )
  return other
    ? [
        {
          code: "not_answered_then",
          source: other.source,
          reason: other.reason,
        },
      ]
    : []
}

const questionCauses = ({ for_day, simulated }: Explanation): Cause[] => [
  ...(for_day ? [{ code: "for_day" as const, day: for_day }] : []),
  ...(simulated ? [{ code: "as_if_registered" as const }] : []),
]

/** A simulation does not say where the merchant is registered. */
const registrationCauses = (then: Explanation, today: Explanation): Cause[] =>
  today.simulated ||
  then.has_active_registration === null ||
  today.has_active_registration === null ||
  then.has_active_registration === today.has_active_registration
    ? []
    : [
        {
          code: today.has_active_registration
            ? "registered"
            : "registration_ended",
        },
      ]

const placeCauses = (
  then: ExplainedPlace | null,
  today: ExplainedPlace | null
): Cause[] => {
  if (!then || !today) {
    return []
  }
  const [from, to] = [placeName(then), placeName(today)]
  return [
    ...(from.toUpperCase() === to.toUpperCase()
      ? []
      : [{ code: "place_changed" as const, from, to }]),
    ...(then.status && today.status && then.status !== today.status
      ? [
          {
            code: "address_verdict_changed" as const,
            from: then.status,
            to: today.status,
          },
        ]
      : []),
  ]
}

/** A place in one line: `Austin, TX 78701, US`. */
export const placeName = ({
  city,
  state,
  postal_code,
  country,
}: Pick<ExplainedPlace, "city" | "state" | "postal_code" | "country">) =>
  [city, [state, postal_code].filter(Boolean).join(" "), country]
    .filter(Boolean)
    .join(", ")

const customerCauses = (then: Explanation, today: Explanation): Cause[] => {
  const [a, b] = [then.customer, today.customer]
  if (!a || !b) {
    return []
  }
  const wasExempt = isExempt(a.standing)
  const isExemptNow = isExempt(b.standing)
  return [
    ...(wasExempt === isExemptNow
      ? []
      : [
          {
            code: isExemptNow
              ? ("customer_exempted" as const)
              : ("customer_no_longer_exempt" as const),
            from: a.standing,
            to: b.standing,
          },
        ]),
    ...(a.tax_id_country === b.tax_id_country
      ? []
      : [
          {
            code: "tax_id_changed" as const,
            from: a.tax_id_country,
            to: b.tax_id_country,
          },
        ]),
  ]
}

const isExempt = (standing: string): boolean =>
  standing === "exempt" || standing === "exempt_group"

const lineCauses = ({ then, today }: Pair): Cause[] => {
  if (!then || !today) {
    return [
      {
        code: then ? "line_removed" : "line_added",
        title: (then ?? today)?.title ?? null,
      },
    ]
  }
  const { id: line_id, title } = today
  const [from, to] = [then.classification, today.classification]
  return [
    ...(MathBN.convert(then.amount).eq(today.amount) ||
    // The net of a price with tax follows the tax.
    today.price_includes_tax
      ? []
      : [
          {
            code: "amount_changed" as const,
            line_id,
            title,
            from: then.amount,
            to: today.amount,
          },
        ]),
    ...(from &&
    to &&
    (from.category !== to.category || from.subcategory !== to.subcategory)
      ? [{ code: "product_reclassified" as const, line_id, title, from, to }]
      : []),
  ]
}

const taxableCauses = (pairs: Pair[]): Cause[] =>
  pairs.flatMap(({ then, today }) =>
    then && today && !MathBN.convert(then.taxable).eq(today.taxable)
      ? [
          {
            code: "taxable_amount_changed" as const,
            line_id: today.id,
            title: today.title,
            from: then.taxable,
            to: today.taxable,
          },
        ]
      : []
  )

/** Of the lines that are in both, and that Kintsugi taxed both times. */
const jurisdictionCauses = (pairs: Pair[]): Cause[] => {
  const both = pairs.filter(
    ({ then, today }) =>
      today && (then?.source === "kintsugi" || then?.source === "remembered")
  )
  const then = ratesOf(both.flatMap((pair) => pair.then ?? []))
  const today = ratesOf(both.flatMap((pair) => pair.today ?? []))
  return [
    ...[...today].flatMap(([jurisdiction, rate]): Cause[] => {
      const before = then.get(jurisdiction)
      if (!before) {
        return [
          {
            code: "jurisdiction_added",
            jurisdiction,
            rate: rate.toFixed(),
          },
        ]
      }
      return before.eq(rate)
        ? []
        : [
            {
              code: "rate_changed",
              jurisdiction,
              from: before.toFixed(),
              to: rate.toFixed(),
            },
          ]
    }),
    ...[...then]
      .filter(([jurisdiction]) => !today.has(jurisdiction))
      .map(([jurisdiction, rate]): Cause => ({
        code: "jurisdiction_removed",
        jurisdiction,
        rate: rate.toFixed(),
      })),
  ]
}

/** By name; of several with one name, the sum on one line. */
const ratesOf = (lines: ExplainedLine[]): Map<string, Decimal> => {
  const rates = new Map<string, Decimal>()
  for (const { jurisdictions } of lines) {
    for (const { name } of jurisdictions) {
      const rate = sumOf(
        jurisdictions
          .filter((other) => other.name === name)
          .map((other) => other.rate)
      )
      const known = rates.get(name)
      rates.set(name, known?.gt(rate) ? known : rate)
    }
  }
  return rates
}
