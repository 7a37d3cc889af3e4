import { reportingSince } from "./reporting-start"

const at = (day: string) => new Date(`2026-${day}T00:00:00Z`)

describe("the start of automatic reporting", () => {
  it.each([
    [
      "the first connection",
      undefined,
      { firstConnectedAt: at("03-01") },
      "03-01",
    ],
    [
      "the configured moment, if it is earlier",
      "2026-01-01",
      { firstConnectedAt: at("03-01") },
      "01-01",
    ],
    [
      "the configured moment, if it is later",
      "2026-05-01",
      { firstConnectedAt: at("03-01") },
      "05-01",
    ],
    [
      "the time when reporting was last off",
      undefined,
      { firstConnectedAt: at("03-01"), offAt: at("06-01") },
      "06-01",
    ],
    [
      "the time when reporting was last off, if an earlier moment is configured",
      "2026-01-01",
      { firstConnectedAt: at("03-01"), offAt: at("06-01") },
      "06-01",
    ],
    [
      "the configured moment, if reporting was off before it",
      "2026-07-01",
      { firstConnectedAt: at("03-01"), offAt: at("06-01") },
      "07-01",
    ],
  ])("is %s", (_, chosen, moments, day) => {
    expect(reportingSince(chosen, moments)).toEqual(at(day))
  })

  it("is undefined if the store was never connected", () => {
    expect(reportingSince(undefined, {})).toBeUndefined()
  })
})
