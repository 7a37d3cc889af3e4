import { monthsBetween } from "./months-between"

describe("monthsBetween", () => {
  it("has each month that the range touches, over the turn of a year", () => {
    expect(monthsBetween("2025-11-30", "2026-02-01")).toEqual([
      "2025-11",
      "2025-12",
      "2026-01",
      "2026-02",
    ])
  })

  it("has the one month of a single day", () => {
    expect(monthsBetween("2026-12-31", "2026-12-31")).toEqual(["2026-12"])
  })

  it("ends after a century", () => {
    expect(monthsBetween("1000-01-01", "3000-01-01")).toHaveLength(1_200)
  })
})
