import { createHash } from "node:crypto"
import type {
  LearnedFee,
  LearnedRule,
  LearnedState,
  LearnedSubject,
  Subject,
} from "../../../tax/memory/learned"

/** Where something is known: nothing learned is used anywhere else. */
export type Region = {
  organizationId: string
  /** ISO 3166-1 alpha-2, upper case. */
  country: string
  /** `""` in a country without states. */
  state: string
  /** ISO 4217, upper case. */
  currency: string
}

/** What a row is about, apart from its region. */
export type Topic =
  | { kind: "subject"; postalCode: string; subject: Subject }
  | { kind: "rule"; ruleKey: string }
  | { kind: "fees"; postalCode: string }

/** What was learned of a topic. */
export type LearnedContent = LearnedSubject | LearnedRule | LearnedFee[]

export type LearnedRow = {
  id: string
  kind: Topic["kind"]
  key: string
  /** Wrapped: Medusa's JSON columns hold objects, and fees are a list. */
  content: { value: LearnedContent }
}

export const keyOf = (topic: Topic): string => {
  switch (topic.kind) {
    case "subject":
      return JSON.stringify([topic.postalCode, topic.subject])
    case "rule":
      return topic.ruleKey
    case "fees":
      return topic.postalCode
  }
}

/** The same for the same topic in the same region, on every instance. */
export const learnedRowId = (
  { organizationId, country, state, currency }: Region,
  topic: Topic
): string =>
  `kinlearn_${createHash("sha256")
    .update(
      JSON.stringify([
        organizationId,
        country,
        state,
        currency,
        topic.kind,
        keyOf(topic),
      ])
    )
    .digest("base64url")
    .slice(0, 27)}`

/** All that is known of a region, for `recallTaxes`. */
export type KnownRegion = LearnedState & {
  /** What is known somewhere in it. */
  subjects: ReadonlySet<Subject>
}

/** Builds what is known of a region from its rows. */
export const toKnownRegion = (
  rows: Pick<LearnedRow, "kind" | "key" | "content">[]
): KnownRegion => {
  const places = new Map<string, Map<Subject, LearnedSubject>>()
  const rules = new Map<string, LearnedRule>()
  const fees = new Map<string, LearnedFee[]>()
  const subjects = new Set<Subject>()
  for (const { kind, key, content } of rows) {
    if (kind === "subject") {
      const [postalCode, subject] = JSON.parse(key) as [string, Subject]
      const place = places.get(postalCode) ?? new Map<Subject, LearnedSubject>()
      places.set(
        postalCode,
        place.set(subject, content.value as LearnedSubject)
      )
      subjects.add(subject)
    } else if (kind === "rule") {
      rules.set(key, content.value as LearnedRule)
    } else {
      fees.set(key, content.value as LearnedFee[])
    }
  }
  return { places, rules, fees, subjects }
}
