/** How long an answer of Kintsugi's is served again, in ms. */
export const ANSWER_TTL_MS = 5 * 60 * 1000

/** Rates change from one day to the next, and not within a day: in UTC. */
export const dayOf = (date: Date): string => date.toISOString().slice(0, 10)

/** Whether what was answered then would be answered from memory now. */
export const stillStands = (then: Date, now: Date): boolean =>
  now.getTime() - then.getTime() < ANSWER_TTL_MS && dayOf(then) === dayOf(now)
