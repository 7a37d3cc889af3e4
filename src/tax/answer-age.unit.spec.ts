import { stillStands } from "./answer-age"

describe("an answer still stands", () => {
  it.each([
    ["2026-11-25T12:00:00Z", "2026-11-25T12:00:00Z", true],
    ["2026-11-25T12:00:00Z", "2026-11-25T12:04:59Z", true],
    ["2026-11-25T12:00:00Z", "2026-11-25T12:05:00Z", false],
    ["2026-11-25T23:59:00Z", "2026-11-26T00:00:00Z", false],
  ])("of %s at %s: %s", (then, now, stands) => {
    expect(stillStands(new Date(then), new Date(now))).toBe(stands)
  })

  it("not where nobody knows when it was given", () => {
    expect(stillStands(new Date(NaN), new Date())).toBe(false)
  })
})
