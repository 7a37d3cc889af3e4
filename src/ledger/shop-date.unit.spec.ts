import { dayIn } from "./shop-date"

describe("dayIn", () => {
  it.each([
    // 19:30 on January 31.
    ["2026-02-01T00:30:00Z", "America/New_York", "2026-01-31"],
    ["2026-02-01T00:30:00Z", "UTC", "2026-02-01"],
    ["2026-01-31T15:30:00Z", "Asia/Tokyo", "2026-02-01"],
    // Daylight saving time: four hours, not five.
    ["2026-07-01T03:59:59Z", "America/New_York", "2026-06-30"],
    ["2026-07-01T04:00:00Z", "America/New_York", "2026-07-01"],
    ["2025-12-31T23:30:00Z", "Europe/Berlin", "2026-01-01"],
  ])("puts %s in %s on the day %s", (at, timeZone, day) => {
    expect(dayIn(new Date(at), timeZone)).toBe(day)
  })
})
