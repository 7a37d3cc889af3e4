import { readCountryCode, readTaxIdCountry } from "./tax-id-country"

describe("readTaxIdCountry", () => {
  it.each([
    ["DE", "DE"],
    [" de ", "DE"],
    ["EL", "GR"],
    ["el", "GR"],
    ["GR", "GR"],
    ["UK", "GB"],
    ["GB", "GB"],
    ["XI", "XI"],
    ["xi", "XI"],
    ["ZZ", undefined],
    ["EU", undefined],
    ["XX", undefined],
    ["ZZ_EU", undefined],
    ["USA", undefined],
    ["", undefined],
  ])("reads %j as %s", (code, country) => {
    expect(readTaxIdCountry(code)).toBe(country)
  })

  it("accepts XI, which readCountryCode does not", () => {
    expect(readCountryCode("XI")).toBeUndefined()
    expect(readCountryCode("uk")).toBe("GB")
  })
})
