import { datesOf } from "./dates"

describe("a script's dates", () => {
  it.each([
    [[], {}],
    [["2025-01-01"], { from: new Date("2025-01-01T00:00:00Z") }],
    [
      ["2025-01-31", "2025-01-31"],
      {
        from: new Date("2025-01-31T00:00:00Z"),
        to: new Date("2025-02-01T00:00:00Z"),
      },
    ],
    [
      ["2025-01-01", "2025-06-30T12:00:00+02:00"],
      {
        from: new Date("2025-01-01T00:00:00Z"),
        to: new Date("2025-06-30T10:00:00Z"),
      },
    ],
  ])("are read from %j", (args, dates) => {
    expect(datesOf(args)).toEqual(dates)
  })

  it.each([
    [["yesterday"], "Field 'from'"],
    [["2025-02-30"], "Field 'from'"],
    [["2025-01-01", "1"], "Field 'to'"],
    [["2025-01-01", ""], "Field 'to'"],
  ])("are refused by name: %j", (args, field) => {
    expect(() => datesOf(args)).toThrow(
      `${field} is a day, such as 2026-01-31, or a moment`
    )
  })
})
