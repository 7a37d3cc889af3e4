import { areaOf, jurisdictionLevel } from "./jurisdiction-level"

const TX = { country: "US", state: "TX" }

describe("jurisdictionLevel", () => {
  it.each([
    ["Texas State Sales Tax", "state"],
    ["State Tax", "state"],
    ["Travis County Sales Tax", "county"],
    ["Orleans Parish Sales Tax", "county"],
    ["Austin City Sales Tax", "city"],
    ["Town of Vail", "city"],
    ["Austin MTA Transit Sales Tax", "district"],
    ["Regional Transportation District Tax", "district"],
    ["Texas Local Sales Tax", "other"],
    ["Cityscape Fee", "other"],
  ])("takes %j in Texas for a %s's", (name, level) => {
    expect(jurisdictionLevel(name, TX)).toBe(level)
  })

  it.each([
    ["GST", { country: "CA", state: "BC" }, "country"],
    ["British Columbia PST", { country: "CA", state: "BC" }, "state"],
    ["Germany VAT", { country: "DE", state: "" }, "country"],
    ["Some tax", { country: "", state: "" }, "other"],
  ])("takes %j in %j for a %s's", (name, place, level) => {
    expect(jurisdictionLevel(name, place)).toBe(level)
  })
})

describe("areaOf", () => {
  it.each([
    ["Austin City Sales Tax", "Austin City"],
    ["Los Angeles County Sales and Use Tax", "Los Angeles County"],
    ["Tax", "Tax"],
    [" Vail ", "Vail"],
  ])("makes %j the place %j", (name, area) => {
    expect(areaOf(name)).toBe(area)
  })
})
