/** How long an answer from Kintsugi is reused, in ms. */
export const ANSWER_TTL_MS = 5 * 60 * 1000

/** Rates change from one UTC day to the next, and not within a day. */
export const dayOf = (date: Date): string => date.toISOString().slice(0, 10)

/** Whether an answer from `then` would still be reused at `now`. */
export const isFresh = (then: Date, now: Date): boolean =>
  now.getTime() - then.getTime() < ANSWER_TTL_MS && dayOf(then) === dayOf(now)
