import { parseRetryAfter } from "./retry-after"

describe("parseRetryAfter", () => {
  const NOW = Date.parse("Sat, 14 Mar 2026 15:09:26 GMT")

  it.each([
    ["0", 0],
    ["1", 1000],
    ["120", 120_000],
    ["31536000", 21_600_000],
    ["9".repeat(400), 21_600_000],
    ["Sun, 14 Mar 2027 15:09:26 GMT", 21_600_000],
    [" 2 ", 2000],
    ["1.5", 1500],
    ["Sat, 14 Mar 2026 15:09:29 GMT", 3000],
    ["Sat, 14 Mar 2026 15:09:26 GMT", 0],
    ["Sat, 14 Mar 2026 15:00:00 GMT", 0],
  ])("reads %j as %i ms", (value, ms) => {
    expect(parseRetryAfter(value, NOW)).toBe(ms)
  })

  it.each(["", " ", "soon", "-5", "2026-03-15", "1 2", "NaN", "Infinity"])(
    "returns undefined for %j",
    (value) => {
      expect(parseRetryAfter(value, NOW)).toBeUndefined()
    }
  )
})
