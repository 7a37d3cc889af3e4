import { isExemptIn, toStoredExemptions } from "./exemptions"

const TEXAS = {
  exemption_type: "wholesale",
  jurisdiction: "TX",
  country_code: "US",
  start_date: "2026-01-01T00:00:00Z",
  end_date: null,
  status: "ACTIVE",
}
const ORGANIZATION = "orgn_1"

const isExempt = (
  fields: Partial<Record<keyof typeof TEXAS, string | null>>,
  place: { country: string; state?: string } = { country: "US", state: "TX" },
  day = "2026-11-28",
  organizationId: string | undefined = ORGANIZATION
) =>
  isExemptIn(
    toStoredExemptions([{ ...TEXAS, ...fields } as typeof TEXAS], ORGANIZATION),
    place,
    { day, organizationId }
  )

describe("toStoredExemptions", () => {
  it("keeps only the place and the dates of an exemption", () => {
    expect(
      toStoredExemptions(
        [{ ...TEXAS, end_date: "2027-12-31" } as never],
        ORGANIZATION
      )
    ).toEqual([
      {
        organizationId: ORGANIZATION,
        country: "US",
        state: "TX",
        from: "2026-01-01",
        to: "2027-12-31",
      },
    ])
  })

  it.each([
    "PENDING",
    "INACTIVE",
    "EXPIRED",
    "DEACTIVATED",
    "ARCHIVED",
    "SOMETHING_NEW",
    null,
  ])("drops an exemption with the status %s", (status) => {
    expect(isExempt({ status })).toBe(false)
  })

  it("drops an exemption for a single transaction", () => {
    expect(isExempt({ exemption_type: "transaction" })).toBe(false)
  })
})

describe("isExemptIn", () => {
  it.each([
    [
      "is true in the state of the exemption",
      {},
      { country: "US", state: "TX" },
      true,
    ],
    ["is false in another state", {}, { country: "US", state: "CA" }, false],
    ["is false where the state is unknown", {}, { country: "US" }, false],
    ["is false in another country", {}, { country: "CA", state: "TX" }, false],
    [
      "is true for a state that is spelled out",
      { jurisdiction: "Texas" },
      { country: "US", state: "TX" },
      true,
    ],
    [
      "is true for a US state without a country",
      { country_code: null },
      { country: "US", state: "TX" },
      true,
    ],
    [
      "is true in the whole country without a state",
      { jurisdiction: null },
      { country: "US", state: "CA" },
      true,
    ],
    [
      "is true in the whole country, even with an unknown state",
      { jurisdiction: "" },
      { country: "US" },
      true,
    ],
    [
      "is true everywhere without a country",
      { country_code: null, jurisdiction: null },
      { country: "DE", state: "" },
      true,
    ],
    [
      "is false for an unknown state",
      { jurisdiction: "Texarkana" },
      { country: "US", state: "TX" },
      false,
    ],
  ])("%s", (_, fields, place, expected) => {
    expect(isExempt(fields, place)).toBe(expected)
  })

  it.each([
    ["2025-12-31", false],
    ["2026-01-01", true],
    ["2026-11-23", true],
    ["2026-11-24", false],
  ])("includes the first and the last day: on %s %s", (day, expected) => {
    expect(isExempt({ end_date: "2026-11-23" }, undefined, day)).toBe(expected)
  })

  it("counts the exemptions of the organization in effect, or all if there is none", () => {
    const texas = { country: "US", state: "TX" }
    expect(isExempt({}, texas, "2026-11-28", "orgn_2")).toBe(false)
    expect(
      isExemptIn(toStoredExemptions([TEXAS], ORGANIZATION), texas, {
        day: "2026-11-28",
      })
    ).toBe(true)
  })
})
