import { LRUCache } from "lru-cache"

/**
 * The day that an instant falls on in a time zone.
 *
 * @param timeZone - an IANA name
 * @returns `YYYY-MM-DD`
 * @throws RangeError where there is no such zone
 *
 * @example
 * dayIn(new Date("2026-02-01T00:30:00Z"), "America/New_York") // "2026-01-31"
 */
export const dayIn = (at: Date, timeZone: string): string => {
  const parts = new Map(
    formatters
      .memo(timeZone)
      .formatToParts(at)
      .map(({ type, value }) => [type, value])
  )
  return ["year", "month", "day"]
    .map((part) => parts.get(part as never))
    .join("-")
}

/** By time zone: to make one takes longer than all else about a date. */
const formatters = new LRUCache<string, Intl.DateTimeFormat>({
  max: 50,
  memoMethod: (timeZone) =>
    new Intl.DateTimeFormat("en-US", {
      timeZone,
      calendar: "gregory",
      numberingSystem: "latn",
      year: "numeric",
      month: "2-digit",
      day: "2-digit",
    }),
})
