/** How long a failure counts at most, in ms: an abandoned cart is never answered. */
export const FAILING_MS = 24 * 60 * 60 * 1000

/** So many carts of a problem are kept, the latest. */
export const MAX_FAILING = 50

/** What a calculation was made of, as far as it tells its failure's cause. */
export type EstimateKind = {
  /** ISO 3166-1 alpha-2, upper case; empty where there is none. */
  country: string
  state: string
  /** ISO 4217, upper case. */
  currency: string
  /** What was bought, each once: product ids, and words for what has none. */
  products: string[]
  /** See `Effective.key`. */
  settings: string
}

/** A cart or an order that nobody could answer for. */
export type Failing = {
  /** The cart's or the order's. */
  id: string
  kind: EstimateKind
  /** In ms since the epoch. */
  at: number
}

/** A cart or an order that was answered for. */
export type Answered = {
  id: string
  /** When last, by Kintsugi or from memory, in ms since the epoch. */
  at: number
  /** What Kintsugi itself answered last, and when it was asked that. */
  asked?: { kind: EstimateKind; at: number }
}

/** What may prove failures to be over; moments in ms since the epoch. */
export type Evidence = {
  answers: Answered[]
  /** When Kintsugi answered anybody last. */
  answeredAt?: number
  /** When Kintsugi last accepted the credentials in force. */
  connectedAt?: number
  /** When the merchant last classified anything otherwise. */
  classifiedAt?: number
}

/** Over as soon as Kintsugi lets us in. */
const OF_CREDENTIALS = new Set(["unauthorized", "forbidden", "not_configured"])

/** Over as soon as Kintsugi answers, whatever it is asked. */
const OF_CONNECTION = new Set([
  ...OF_CREDENTIALS,
  "not_found",
  "rate_limited",
  "unavailable",
  "timed_out",
])

/** The cause is in the cart, and another cart proves nothing. */
const OF_CART = new Set(["invalid_address", "currency_not_supported"])

/** Whether a problem has its cause in what was asked about, and not in the way. */
export const isAboutContents = (code: string): boolean =>
  !OF_CONNECTION.has(code)

/**
 * The failures that nothing proves to be over. A cart that is answered fails no
 * more. Nor does one, where the cause may lie in what the merchant or Kintsugi
 * says of its products, once Kintsugi has answered for those products in the
 * same place, or for anything at all under settings or classifications that
 * were changed after the failure.
 */
export const stillFailing = (
  code: string,
  failing: Failing[],
  evidence: Evidence,
  now: number
): Failing[] =>
  failing.filter(
    (failure) =>
      failure.at > now - FAILING_MS && !isOver(code, failure, evidence)
  )

const isOver = (
  code: string,
  failure: Failing,
  { answers, answeredAt = 0, connectedAt = 0, classifiedAt = 0 }: Evidence
): boolean => {
  if (OF_CONNECTION.has(code)) {
    return (
      answeredAt > failure.at ||
      (OF_CREDENTIALS.has(code) && connectedAt > failure.at)
    )
  }
  return answers.some(
    ({ id, at, asked }) =>
      (id === failure.id && at > failure.at) ||
      (!OF_CART.has(code) &&
        asked !== undefined &&
        asked.at > failure.at &&
        (asked.kind.settings !== failure.kind.settings ||
          (classifiedAt > failure.at && asked.at > classifiedAt) ||
          covers(asked.kind, failure.kind)))
  )
}

/** Whether one was asked about all that the other was, in the same place. */
const covers = (one: EstimateKind, other: EstimateKind): boolean =>
  one.country === other.country &&
  one.state === other.state &&
  one.currency === other.currency &&
  other.products.every((product) => one.products.includes(product))

/** The latest failure of each cart, the latest carts. */
export const latestFailing = (failing: Failing[]): Failing[] =>
  [
    ...new Map(
      [...failing].sort((a, b) => a.at - b.at).map((one) => [one.id, one])
    ).values(),
  ]
    .sort((a, b) => a.at - b.at)
    .slice(-MAX_FAILING)
