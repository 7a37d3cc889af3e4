import type { Translate } from "../../i18n/translate"
import type { ExplainedLine, Explanation } from "../../kintsugi/explanation-api"
import { formatCalendarDay, formatMoment } from "../../kintsugi/format"

/** A name of what is known, and sentences about it. */
export type Fact = { name: string; sentences: string[] }

/** All that decided, apart from the lines. */
export const factsOf = (explanation: Explanation, t: Translate): Fact[] => [
  {
    name: t("explanation.facts.place"),
    sentences: [formatPlace(explanation, t)],
  },
  ...(explanation.place
    ? [
        {
          name: t("explanation.facts.certainty"),
          sentences: [
            t(`explanation.certainties.${explanation.place.certainty}`),
            ...(explanation.place.is_state_from_postal_code
              ? [t("explanation.stateFromPostalCode")]
              : []),
          ],
        },
      ]
    : []),
  {
    name: t("explanation.facts.customer"),
    sentences: formatCustomer(explanation, t),
  },
  {
    name: t("explanation.facts.source"),
    sentences: sourceSentences(explanation, t),
  },
  ...registrationFact(explanation, t),
  ...recordFact(explanation, t),
]

const formatPlace = ({ place, unknown }: Explanation, t: Translate): string => {
  if (!place) {
    return t("explanation.places.none")
  }
  const name = [
    place.city,
    [place.state, place.postal_code].filter(Boolean).join(" "),
    place.country,
  ]
    .filter(Boolean)
    .join(", ")
  const kind = unknown.includes("place_then")
    ? "now"
    : place.is_pickup
      ? "pickup"
      : place.type
  return t(`explanation.places.${kind}`, { place: name })
}

const formatCustomer = ({ customer }: Explanation, t: Translate): string[] => {
  if (!customer) {
    return [t("explanation.standings.unknown")]
  }
  const { standing, reason, tax_id_country } = customer
  return [
    standing === "exempt_group" && reason
      ? t("explanation.exemptGroupReason", { reason })
      : t(`explanation.standings.${standing}`),
    ...(tax_id_country
      ? [t("explanation.taxId", { country: tax_id_country })]
      : []),
  ]
}

const sourceSentences = (
  { source, lines, calculated_at, for_day, basis }: Explanation,
  t: Translate
): string[] => {
  const line = lines.find((one) => one.source === source)
  return [
    source === "mixed"
      ? t("explanation.nobody.mixed")
      : source === "kintsugi" && calculated_at && basis === "tax_lines"
        ? t("explanation.byKintsugiBefore", { at: formatMoment(calculated_at) })
        : line
          ? formatSourceOfTax(line, t, calculated_at)
          : t("explanation.nobody.none"),
    ...(lines.some(({ approximate }) => approximate)
      ? [t("explanation.approximate")]
      : []),
    ...(for_day
      ? [t("explanation.forDay", { day: formatCalendarDay(for_day) })]
      : []),
  ]
}

/**
 * By whom a line was taxed.
 *
 * @param at - when, if Kintsugi answered
 */
export const formatSourceOfTax = (
  {
    source,
    reason,
    as_of,
    provider_id,
  }: Pick<ExplainedLine, "source" | "reason" | "as_of" | "provider_id">,
  t: Translate,
  at?: string | null
): string => {
  const why = reason
    ? t(`problems.codes.${reason}`, { defaultValue: reason })
    : "–"
  switch (source) {
    case "kintsugi":
      return at
        ? t("explanation.sources.kintsugi", { at: formatMoment(at) })
        : t("explanation.byKintsugi")
    case "remembered":
      return t("explanation.sources.remembered", {
        day: as_of ? formatCalendarDay(as_of) : "–",
        reason: why,
      })
    case "fallback":
      return t("explanation.sources.fallback", { reason: why })
    case "zero":
      return t("explanation.sources.zero", { reason: why })
    case "other_provider":
      return t("explanation.sources.other_provider", {
        provider: provider_id ?? "–",
      })
    default:
      return t(`explanation.nobody.${source}`)
  }
}

const registrationFact = (
  { has_active_registration, simulated, basis }: Explanation,
  t: Translate
): Fact[] => {
  if (has_active_registration === null) {
    return []
  }
  const answer = has_active_registration ? "yes" : "no"
  return [
    {
      name: t("explanation.facts.registration"),
      sentences: [
        simulated
          ? t("explanation.registrations.simulated")
          : basis === "asked"
            ? t(`explanation.registrationsNow.${answer}`)
            : t(`explanation.registrations.${answer}`),
      ],
    },
  ]
}

const recordFact = (
  { basis, unknown, recorded_at, is_confirmed }: Explanation,
  t: Translate
): Fact[] => {
  if (basis === "asked") {
    return []
  }
  const at = recorded_at ? formatMoment(recorded_at) : ""
  const sentence =
    basis === "recorded"
      ? is_confirmed
        ? t("explanation.records.confirmed", { at })
        : t("explanation.records.unconfirmed", { at })
      : basis === "current"
        ? t("explanation.records.current")
        : unknown.includes("erased")
          ? t("explanation.records.erased")
          : t("explanation.records.tax_lines")
  return [{ name: t("explanation.facts.record"), sentences: [sentence] }]
}
