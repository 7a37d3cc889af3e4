import { datesOf } from "./dates"

describe("datesOf", () => {
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
  ])("reads the dates from the arguments %j", (args, dates) => {
    expect(datesOf(args)).toEqual(dates)
  })

  it.each([
    [["yesterday"], "Field 'from'"],
    [["2025-02-30"], "Field 'from'"],
    [["2025-01-01", "1"], "Field 'to'"],
    [["2025-01-01", ""], "Field 'to'"],
  ])("names the argument that is not a date: %j", (args, field) => {
    expect(() => datesOf(args)).toThrow(
      `${field} must be a day, such as 2026-01-31, or a date and time`
    )
  })
})
