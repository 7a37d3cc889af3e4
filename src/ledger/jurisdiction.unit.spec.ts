import { jurisdictionOf } from "./jurisdiction"

const TEXAS = { country: "US", state: "TX" }

describe("jurisdictionOf", () => {
  it.each([
    ["State Tax", TEXAS],
    ["Texas State Tax", TEXAS],
    ["TX State Sales Tax", TEXAS],
    ["New York State Sales and Use Tax", { country: "US", state: "NY" }],
  ])("names the state as the jurisdiction type of %s", (name, place) => {
    expect(jurisdictionOf(name, place)).toEqual({
      jurisdiction_name: name,
      jurisdiction_type: "STATE",
    })
  })

  it.each([
    ["German VAT", { country: "DE" }],
    ["VAT", { country: "FR", state: "" }],
    ["Value-added tax", { country: "GB" }],
  ])("names the country as the jurisdiction type of %s", (name, place) => {
    expect(jurisdictionOf(name, place).jurisdiction_type).toBe("COUNTRY")
  })

  it.each([
    ["Travis County Tax", TEXAS],
    ["Austin City Tax", TEXAS],
    ["Ohio State University District", { country: "US", state: "OH" }],
    // Of another state than the one where it is due.
    ["Oklahoma State Tax", TEXAS],
    ["State Tax", { country: "US" }],
    ["Ontario State Tax", { country: "CA", state: "ON" }],
    ["HST", { country: "CA", state: "ON" }],
    ["IGIC", { country: "ES" }],
    ["Sales Tax", TEXAS],
  ])("names no jurisdiction type where %s is ambiguous", (name, place) => {
    expect(jurisdictionOf(name, place)).toEqual({ jurisdiction_name: name })
  })

  it("limits the name to 100 characters, without splitting a character", () => {
    const name = `${"x".repeat(99)}😀😀`
    expect(jurisdictionOf(name, TEXAS).jurisdiction_name).toBe(
      `${"x".repeat(99)}😀`
    )
  })
})
