import { shownExemption } from "./read-exemptions"

const EXEMPTION = {
  id: "exmp_1",
  exemption_type: "wholesale",
  start_date: "2026-01-01T00:00:00Z",
  status: "ACTIVE",
}

describe("shownExemption", () => {
  it("returns days, and null for fields that Kintsugi leaves out", () => {
    expect(shownExemption(EXEMPTION, 2, "2026-11-23")).toEqual({
      id: "exmp_1",
      exemption_type: "wholesale",
      country_code: null,
      jurisdiction: null,
      start_date: "2026-01-01",
      end_date: null,
      reseller: false,
      fein: null,
      sales_tax_id: null,
      status: "ACTIVE",
      is_expired: false,
      certificates: 2,
    })
  })

  it.each([
    ["its last day", { end_date: "2026-11-23" }, false],
    ["the day after", { end_date: "2026-11-22T00:00:00Z" }, true],
    ["any day if Kintsugi says so", { status: "EXPIRED" }, true],
  ])("tells whether it is expired on %s", (_, fields, expected) => {
    const shown = shownExemption({ ...EXEMPTION, ...fields }, 0, "2026-11-23")
    expect(shown.is_expired).toBe(expected)
  })
})
