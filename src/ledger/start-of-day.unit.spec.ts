import { dayIn } from "./shop-date"
import { dayAfter, startOfDayIn } from "./start-of-day"

describe("startOfDayIn", () => {
  it.each([
    ["in UTC", "2026-11-30", "UTC", "2026-11-30T00:00:00.000Z"],
    ["in winter", "2026-01-01", "America/Chicago", "2026-01-01T06:00:00.000Z"],
    ["in summer", "2026-07-01", "America/Chicago", "2026-07-01T05:00:00.000Z"],
    [
      "on the day when clocks are put forward",
      "2026-03-08",
      "America/Chicago",
      "2026-03-08T06:00:00.000Z",
    ],
    [
      "on the day after",
      "2026-03-09",
      "America/Chicago",
      "2026-03-09T05:00:00.000Z",
    ],
    [
      "on the day after clocks were put back",
      "2026-11-02",
      "America/Chicago",
      "2026-11-02T06:00:00.000Z",
    ],
    [
      "far east of UTC",
      "2026-01-01",
      "Pacific/Kiritimati",
      "2025-12-31T10:00:00.000Z",
    ],
    [
      "far west of UTC",
      "2026-01-01",
      "Pacific/Pago_Pago",
      "2026-01-01T11:00:00.000Z",
    ],
    [
      "a quarter of an hour off",
      "2026-01-01",
      "Asia/Kathmandu",
      "2025-12-31T18:15:00.000Z",
    ],
    [
      "where there is no midnight on that day",
      "2018-11-04",
      "America/Sao_Paulo",
      "2018-11-04T03:00:00.000Z",
    ],
    [
      "where the day was skipped",
      "2011-12-30",
      "Pacific/Apia",
      "2011-12-30T10:00:00.000Z",
    ],
  ])("%s", (_, day, zone, start) => {
    expect(startOfDayIn(day, zone).toISOString()).toBe(start)
  })

  it("is the first instant that falls on the day, all year round", () => {
    for (let day = "2026-01-01"; day < "2027-01-01"; day = dayAfter(day)) {
      const start = startOfDayIn(day, "America/New_York")
      expect(dayIn(start, "America/New_York")).toBe(day)
      const before = dayIn(new Date(start.getTime() - 1), "America/New_York")
      expect(dayAfter(before)).toBe(day)
    }
  })

  it("refuses a zone that does not exist", () => {
    expect(() => startOfDayIn("2026-01-01", "Nowhere/Land")).toThrow(RangeError)
  })
})

describe("dayAfter", () => {
  it.each([
    ["2026-01-31", "2026-02-01"],
    ["2028-02-28", "2028-02-29"],
    ["2026-12-31", "2027-01-01"],
  ])("of %s is %s", (day, next) => {
    expect(dayAfter(day)).toBe(next)
  })
})
