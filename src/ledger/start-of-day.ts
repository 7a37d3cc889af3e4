import { dayIn } from "./shop-date"

const HOUR_MS = 60 * 60 * 1000

/** Further from UTC than any time zone is. */
const FURTHEST_MS = 15 * HOUR_MS

/**
 * The first instant of a day in a time zone. If clocks were put forward at
 * midnight, this is later than midnight; if the zone skipped the day, it is the
 * first instant of the next one.
 *
 * @param day - `YYYY-MM-DD`
 * @param timeZone - an IANA name
 * @throws RangeError where there is no such zone
 *
 * @example
 * startOfDayIn("2026-03-08", "America/Chicago") // 2026-03-08T06:00:00.000Z
 */
export const startOfDayIn = (day: string, timeZone: string): Date => {
  const midnightInUtc = Date.parse(`${day}T00:00:00Z`)
  let before = midnightInUtc - FURTHEST_MS
  let within = midnightInUtc + FURTHEST_MS
  while (within - before > 1) {
    const between = Math.floor((before + within) / 2)
    if (dayIn(new Date(between), timeZone) < day) {
      before = between
    } else {
      within = between
    }
  }
  return new Date(within)
}

/**
 * The day after a day, both as `YYYY-MM-DD`.
 *
 * @throws RangeError where it is no day
 */
export const dayAfter = (day: string): string =>
  new Date(Date.parse(`${day}T00:00:00Z`) + 24 * HOUR_MS)
    .toISOString()
    .slice(0, 10)
