/** Longer ranges have no chart: a century of months. */
const MOST_MONTHS = 1_200

/**
 * The months that a range of days touches.
 *
 * @param from - `YYYY-MM-DD`
 * @param to - not earlier
 * @returns `YYYY-MM`, the earliest first, 1,200 at most
 *
 * @example
 * monthsBetween("2025-12-31", "2026-01-01") // ["2025-12", "2026-01"]
 */
export const monthsBetween = (from: string, to: string): string[] => {
  const months: string[] = []
  let [year = 0, month = 0] = from.split("-").map(Number)
  const last = to.slice(0, "2026-01".length)
  for (let text = ""; text < last && months.length < MOST_MONTHS; month++) {
    if (month > 12) {
      year++
      month = 1
    }
    text = `${String(year).padStart(4, "0")}-${String(month).padStart(2, "0")}`
    months.push(text)
  }
  return months
}
