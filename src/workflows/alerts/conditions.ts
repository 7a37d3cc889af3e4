import type { AlertKind } from "../../options"
import type {
  EndingExemptions,
  RefusedRecords,
  UnderCollected,
} from "../../modules/kintsugi/queries/alert-figures"
import type { Collection, CollectionPlace } from "../../tax/nexus/nexus-map"
import type { CollectionStatus } from "../../tax/nexus/statuses"
import type { Outage } from "../health/outage"

/** A place whose threshold is near or met. */
export type NexusFacts = {
  /** ISO 3166-1 alpha-2 in lower case. */
  country_code: string
  state_code: string | null
  /** In English. */
  name: string
}

/** What is known of each kind of alert. No personal data. */
export type AlertFacts = {
  outage: {
    /** When the first cart got no answer, ISO 8601; null: no cart did so far. */
    since: string | null
    /** The carts and orders that got no answer. */
    carts: number
    /** Whether there may have been more: only the latest are known. */
    may_be_more: boolean
  }
  key_refused: { reason: KeyProblem }
  /** `YYYY-MM-DD` */
  key_expiring: { expires_on: string }
  /** `code`: of the failure, e.g. `invalid_request`. */
  record_refused: RefusedRecords
  nexus_near: NexusFacts
  nexus_met: NexusFacts
  ledger_differs: {
    count: number
    /** ISO 8601 */
    compared_at: string
  }
  exemption_ending: EndingExemptions
  tax_under_collected: UnderCollected
}

/** A condition of which the merchant is notified, while it lasts. */
export type Condition = {
  [Kind in AlertKind]: {
    kind: Kind
    /** Which one of its kind; kind and subject identify it. */
    subject: string
    facts: AlertFacts[Kind]
  }
}[AlertKind]

/**
 * All conditions, by kind. Kinds that could not be read, or need not be read
 * yet, are absent: their alerts stay as they are.
 */
export type Conditions = {
  [Kind in AlertKind]?: Extract<Condition, { kind: Kind }>[]
}

/** What Kintsugi says to the key; `unreadable`: it is not even sent. */
export type KeyProblem = "unauthorized" | "forbidden" | "unreadable"

/** How Kintsugi answers now. */
export type Access = "accepted" | "unavailable" | "unauthorized" | "forbidden"

/** How many carts must fail to be an outage where other requests succeed. */
const FAILING_CARTS = 3

/** How recently the latest of them must have failed, in ms. */
const RECENTLY_MS = 5 * 60 * 1000

/**
 * An outage: Kintsugi does not answer now, or answers no carts. What failed
 * once, a while ago, is none.
 *
 * @param outage - what carts met; null: all were answered
 * @param lastFailureAt - of these carts
 */
export const outageCondition = (
  outage: Outage | null,
  lastFailureAt: Date | undefined,
  access: Access,
  now: Date
): Conditions["outage"] => {
  const carts = Object.values(outage?.carts ?? {}).reduce(
    (sum, count) => sum + count,
    0
  )
  const isFailingCarts =
    carts >= FAILING_CARTS &&
    lastFailureAt !== undefined &&
    now.getTime() - lastFailureAt.getTime() < RECENTLY_MS
  return access === "unavailable" || isFailingCarts
    ? [
        {
          kind: "outage",
          subject: "",
          facts: {
            since: outage?.since.toISOString() ?? null,
            carts,
            may_be_more: outage?.may_be_more ?? false,
          },
        },
      ]
    : []
}

/** Unknown while Kintsugi is unavailable. */
export const keyCondition = (access: Access): Conditions["key_refused"] =>
  access === "unavailable"
    ? undefined
    : access === "accepted"
      ? []
      : refusedKey(access)

export const refusedKey = (
  reason: KeyProblem
): NonNullable<Conditions["key_refused"]> => [
  { kind: "key_refused", subject: "", facts: { reason } },
]

/** How long before its last day a key is about to expire, in days. */
const KEY_DAYS = 14

/** @param expiresOn - `YYYY-MM-DD` */
export const keyExpiringCondition = (
  expiresOn: string | undefined,
  now: Date
): NonNullable<Conditions["key_expiring"]> =>
  expiresOn && expiresOn <= dayAfter(now, KEY_DAYS)
    ? [
        {
          kind: "key_expiring",
          subject: expiresOn,
          facts: { expires_on: expiresOn },
        },
      ]
    : []

export const refusedConditions = (
  refused: RefusedRecords[]
): NonNullable<Conditions["record_refused"]> =>
  refused.map((facts) => ({
    kind: "record_refused",
    subject: facts.code,
    facts,
  }))

/** The conditions of one place each. */
export const nexusConditions = ({
  states,
  elsewhere,
}: Collection): Required<Pick<Conditions, "nexus_near" | "nexus_met">> => {
  const placesWith = (status: CollectionStatus) =>
    [...states, ...elsewhere]
      .filter((place) => place.status === status)
      .map((place) => ({
        subject: subjectOf(place),
        facts: {
          country_code: place.country_code,
          state_code: place.state_code,
          name: place.name,
        },
      }))
  return {
    nexus_near: placesWith("near").map((place) => ({
      kind: "nexus_near",
      ...place,
    })),
    nexus_met: placesWith("met").map((place) => ({
      kind: "nexus_met",
      ...place,
    })),
  }
}

/** Such as `US-TX` or `GB`. */
const subjectOf = ({ country_code, state_code }: CollectionPlace): string =>
  [country_code.toUpperCase(), ...(state_code ? [state_code] : [])].join("-")

/** @param report - the latest finished comparison; `count`: of open findings */
export const differenceCondition = (
  report: { count: number; finished_at: Date | null } | undefined
): NonNullable<Conditions["ledger_differs"]> =>
  report?.count
    ? [
        {
          kind: "ledger_differs",
          subject: "",
          facts: {
            count: report.count,
            compared_at: report.finished_at?.toISOString() ?? "",
          },
        },
      ]
    : []

/**
 * Exemptions are announced by the day on which they end.
 *
 * @param ending - customers' own exemptions
 * @param endsOfGroups - the last day of each customer group's, `YYYY-MM-DD`
 */
export const exemptionConditions = (
  ending: EndingExemptions[],
  endsOfGroups: string[]
): NonNullable<Conditions["exemption_ending"]> => {
  const counts = new Map<string, number>()
  const all = [
    ...ending,
    ...endsOfGroups.map((ends_on) => ({ ends_on, count: 1 })),
  ]
  for (const { ends_on, count } of all) {
    counts.set(ends_on, (counts.get(ends_on) ?? 0) + count)
  }
  return [...counts]
    .sort(([one], [other]) => one.localeCompare(other))
    .map(([ends_on, count]) => ({
      kind: "exemption_ending",
      subject: ends_on,
      facts: { ends_on, count },
    }))
}

/** Orders are announced by month and currency, as they are filed. */
export const underCollectedConditions = (
  months: UnderCollected[]
): NonNullable<Conditions["tax_under_collected"]> =>
  months.map((facts) => ({
    kind: "tax_under_collected",
    subject: `${facts.month} ${facts.currency_code.toUpperCase()}`,
    facts,
  }))

/** A day so many days after another one, `YYYY-MM-DD` in UTC. */
export const dayAfter = (from: Date, days: number): string =>
  new Date(from.getTime() + days * 24 * 60 * 60 * 1000)
    .toISOString()
    .slice(0, 10)
