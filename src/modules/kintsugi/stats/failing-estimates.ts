/** How long a failure counts, in ms: an abandoned cart never gets an answer. */
export const FAILING_MS = 24 * 60 * 60 * 1000

/** How many carts are kept for each problem: the latest. */
export const MAX_FAILING = 50

/** The inputs of a calculation that can be the cause of a failure. */
export type EstimateProfile = {
  /** ISO 3166-1 alpha-2, upper case; empty if there is none. */
  country: string
  state: string
  /** ISO 4217, upper case. */
  currency: string
  /** Distinct product ids, and labels for lines that have none. */
  products: string[]
  /** See `Effective.key`. */
  settings: string
}

/** What a cart was charged without an answer; the least exact of its lines. */
export type ChargedInstead =
  /** What Kintsugi's earlier answers say. */
  | "remembered"
  /** The tax region's own rates. */
  | "region_rates"
  | "zero"
  /** Nothing: the shopper could not go on. */
  | "refused"

/** A cart or an order that got no answer. */
export type Failing = {
  /** The id of the cart or order. */
  id: string
  kind: EstimateProfile
  /** Absent in what an earlier version saved. */
  charged?: ChargedInstead
  /** In ms since the epoch. */
  at: number
}

/** A cart or an order that got an answer. */
export type Answered = {
  id: string
  /** The latest answer, by Kintsugi or from memory, in ms since the epoch. */
  at: number
  /** What Kintsugi itself last answered, and when it was asked. */
  asked?: { kind: EstimateProfile; at: number }
}

/** What may prove that failures are resolved; times in ms since the epoch. */
export type Evidence = {
  answers: Answered[]
  /** When Kintsugi last answered any request. */
  answeredAt?: number
  /** When Kintsugi last accepted the current credentials. */
  connectedAt?: number
  /** When the merchant last changed a classification. */
  classifiedAt?: number
}

/** Resolved as soon as Kintsugi accepts the credentials. */
const CREDENTIALS_CODES = new Set([
  "unauthorized",
  "forbidden",
  "not_configured",
])

/** Resolved as soon as Kintsugi answers any request. */
const CONNECTION_CODES = new Set([
  ...CREDENTIALS_CODES,
  "not_found",
  "rate_limited",
  "unavailable",
  "timed_out",
])

/** The cause is in the cart, so another cart's answer proves nothing. */
const CART_CODES = new Set([
  "invalid_address",
  "currency_not_supported",
  "amount_too_large",
])

/** Whether the cause is the content of a request, not the connection. */
export const isAboutContents = (code: string): boolean =>
  !CONNECTION_CODES.has(code)

/**
 * The failures that are not known to be resolved. An answer for the cart itself
 * resolves its failure. If the cause may be the products' data at the merchant
 * or at Kintsugi, it is also resolved by Kintsugi's answer for these products in
 * the same place, or by any answer under settings or classifications that were
 * changed after the failure.
 */
export const stillFailing = (
  code: string,
  failing: Failing[],
  evidence: Evidence,
  now: number
): Failing[] =>
  failing.filter(
    (failure) =>
      failure.at > now - FAILING_MS && !isResolved(code, failure, evidence)
  )

const isResolved = (
  code: string,
  failure: Failing,
  { answers, answeredAt = 0, connectedAt = 0, classifiedAt = 0 }: Evidence
): boolean => {
  if (CONNECTION_CODES.has(code)) {
    return (
      answeredAt > failure.at ||
      (CREDENTIALS_CODES.has(code) && connectedAt > failure.at)
    )
  }
  return answers.some(
    ({ id, at, asked }) =>
      (id === failure.id && at > failure.at) ||
      (!CART_CODES.has(code) &&
        asked !== undefined &&
        asked.at > failure.at &&
        (asked.kind.settings !== failure.kind.settings ||
          (classifiedAt > failure.at && asked.at > classifiedAt) ||
          covers(asked.kind, failure.kind)))
  )
}

/** Whether one has all products of the other, in the same place. */
const covers = (one: EstimateProfile, other: EstimateProfile): boolean =>
  one.country === other.country &&
  one.state === other.state &&
  one.currency === other.currency &&
  other.products.every((product) => one.products.includes(product))

/** The latest failure of each of the latest carts. */
export const latestFailing = (failing: Failing[]): Failing[] =>
  [
    ...new Map(
      [...failing].sort((a, b) => a.at - b.at).map((one) => [one.id, one])
    ).values(),
  ]
    .sort((a, b) => a.at - b.at)
    .slice(-MAX_FAILING)
