import { isFresh } from "./freshness"

describe("isFresh", () => {
  it.each([
    ["2026-11-25T12:00:00Z", "2026-11-25T12:00:00Z", true],
    ["2026-11-25T12:00:00Z", "2026-11-25T12:04:59Z", true],
    ["2026-11-25T12:00:00Z", "2026-11-25T12:05:00Z", false],
    ["2026-11-25T23:59:00Z", "2026-11-26T00:00:00Z", false],
  ])("decides for an answer of %s at %s: %s", (then, now, expected) => {
    expect(isFresh(new Date(then), new Date(now))).toBe(expected)
  })

  it("is false for an answer of an unknown time", () => {
    expect(isFresh(new Date(NaN), new Date())).toBe(false)
  })
})
