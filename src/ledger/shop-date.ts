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
    new Intl.DateTimeFormat("en-US", {
      timeZone,
      calendar: "gregory",
      numberingSystem: "latn",
      year: "numeric",
      month: "2-digit",
      day: "2-digit",
    })
      .formatToParts(at)
      .map(({ type, value }) => [type, value])
  )
  return ["year", "month", "day"]
    .map((part) => parts.get(part as never))
    .join("-")
}
