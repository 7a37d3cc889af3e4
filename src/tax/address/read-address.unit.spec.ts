import type { TaxCalculationContext } from "@medusajs/framework/types"
import { readAddress } from "./read-address"

type MedusaAddress = TaxCalculationContext["address"]

/** The Texas State Capitol, as Medusa stores it. */
const capitol = (fields: Record<string, unknown> = {}): MedusaAddress =>
  ({
    address_1: "1100 Congress Ave",
    address_2: "Room 1E.8",
    city: "Austin",
    province_code: "tx",
    postal_code: "78701",
    country_code: "us",
    ...fields,
  }) as MedusaAddress

const stateOf = (fields: Record<string, unknown>): string | undefined => {
  const reading = readAddress(capitol(fields))
  return reading.status === "complete" ? reading.address.state : reading.status
}

describe("readAddress", () => {
  it("cuts overlong fields of an address, by characters", () => {
    const reading = readAddress(
      capitol({ address_1: "🏠".repeat(20_000), city: "x".repeat(100_000) })
    )
    expect(reading).toMatchObject({
      status: "complete",
      address: { street_1: "🏠".repeat(500), city: "x".repeat(500) },
    })
  })

  it("converts Medusa's address to Kintsugi's", () => {
    expect(readAddress(capitol())).toEqual({
      status: "complete",
      address: {
        type: "SHIP_TO",
        street_1: "1100 Congress Ave",
        street_2: "Room 1E.8",
        city: "Austin",
        state: "TX",
        postal_code: "78701",
        country: "US",
      },
    })
  })

  it.each(["tx", "TX", " tx ", "us-tx", "US-TX", "Texas", "texas", "TEXAS"])(
    "reads the state TX however the shopper's client spells it: %j",
    (province_code) => {
      expect(stateOf({ province_code })).toBe("TX")
    }
  )

  it.each([
    [{ country_code: "us", province_code: "N.Y." }, "NY"],
    [{ country_code: "us", province_code: "D.C." }, "DC"],
    [{ country_code: "ca", province_code: "Québec" }, "QC"],
    [{ country_code: "ca", province_code: "ca-on" }, "ON"],
    [{ country_code: "CA", province_code: "on" }, "ON"],
  ])("reads the state of %j as %s", (fields, state) => {
    expect(stateOf(fields)).toBe(state)
  })

  it("reads an address without street and city as complete", () => {
    const fields = { address_1: null, address_2: "  ", city: undefined }
    expect(readAddress(capitol(fields))).toEqual({
      status: "complete",
      address: {
        type: "SHIP_TO",
        state: "TX",
        postal_code: "78701",
        country: "US",
      },
    })
  })

  it("trims the fields that the shopper typed", () => {
    const fields = { city: " Austin ", postal_code: " 78701 " }
    expect(readAddress(capitol(fields))).toMatchObject({
      address: { city: "Austin", postal_code: "78701" },
    })
  })

  it.each([
    ["no country yet", { country_code: null }, ["country"]],
    ["a blank country", { country_code: " " }, ["country"]],
    ["no postal code", { postal_code: undefined }, ["postal code"]],
    ["a blank postal code", { postal_code: "  " }, ["postal code"]],
    [
      "no state in the US where states share the ZIP code's prefix",
      { province_code: null, postal_code: "83414" },
      ["state"],
    ],
    [
      "a blank state in the US and an invalid ZIP code",
      { province_code: " ", postal_code: "7870x" },
      ["state"],
    ],
    [
      "no state in Canada",
      { country_code: "ca", province_code: undefined },
      ["state"],
    ],
    [
      "neither state nor postal code",
      { province_code: "", postal_code: "" },
      ["state", "postal code"],
    ],
    [
      "values that are not strings",
      { country_code: "us", province_code: 43, postal_code: 78701 },
      ["state", "postal code"],
    ],
  ])("reads an address as incomplete with %s", (_, fields, missing) => {
    expect(readAddress(capitol(fields))).toEqual({
      status: "incomplete",
      missing,
    })
  })

  it("reads an address with only a country as incomplete, as in a one-country region", () => {
    expect(readAddress({ country_code: "us" })).toEqual({
      status: "incomplete",
      missing: ["state", "postal code"],
    })
  })

  it("reads a missing address object as incomplete", () => {
    expect(readAddress(undefined)).toEqual({
      status: "incomplete",
      missing: ["country", "postal code"],
    })
  })

  it.each([
    ["us", "Ontario", "US"],
    ["us", "ca-on", "US"],
    ["ca", "tx", "CA"],
  ])(
    "reads an address as invalid: in %s, a state called %s",
    (country_code, province_code, country) => {
      expect(readAddress(capitol({ country_code, province_code }))).toEqual({
        status: "invalid",
        problem: `the state is not one of ${country}'s`,
      })
    }
  )

  it("does not call a state invalid before the postal code is filled in", () => {
    const fields = { province_code: "Ontario", postal_code: "" }
    expect(readAddress(capitol(fields)).status).toBe("incomplete")
  })

  it("returns an empty state for Germany, with or without a province", () => {
    const berlin = {
      address_1: "Unter den Linden 77",
      address_2: null,
      city: "Berlin",
      postal_code: "10117",
      country_code: "de",
    }
    const complete = {
      status: "complete",
      address: {
        type: "SHIP_TO",
        street_1: "Unter den Linden 77",
        city: "Berlin",
        state: "",
        postal_code: "10117",
        country: "DE",
      },
    }
    expect(readAddress(capitol({ ...berlin, province_code: null }))).toEqual(
      complete
    )
    expect(readAddress(capitol({ ...berlin, province_code: "de-be" }))).toEqual(
      complete
    )
  })

  it.each([
    ["78701", "TX"],
    ["787011234", "TX"],
    ["2134", "MA"],
    ["00802", "VI"],
    ["09012", "AE"],
  ])(
    "takes the state from the ZIP code %s if the address has none",
    (zip, state) => {
      const fields = { province_code: null, postal_code: zip }
      expect(readAddress(capitol(fields))).toMatchObject({
        status: "complete",
        address: { state },
        isStateFromPostalCode: true,
      })
    }
  )

  it("keeps the state of the address, whatever the ZIP code says", () => {
    const fields = { province_code: "CA", postal_code: "78701" }
    const reading = readAddress(capitol(fields))
    expect(reading).toMatchObject({ address: { state: "CA" } })
    expect(reading).not.toHaveProperty("isStateFromPostalCode")
    expect(readAddress(capitol({ province_code: "Texarkana" })).status).toBe(
      "invalid"
    )
  })

  it.each([
    ["us", "tx", "78701\u20131234", "78701-1234"],
    ["ca", "bc", "v5k0a1", "V5K 0A1"],
  ])(
    "formats a postal code of %s %s as its post does",
    (country_code, province_code, typed, postal_code) => {
      const fields = { country_code, province_code, postal_code: typed }
      expect(readAddress(capitol(fields))).toMatchObject({
        address: { postal_code },
      })
    }
  )

  it.each(["bq", "ga", "hk"])(
    "reads an address in %s without a postal code as complete",
    (country_code) => {
      const fields = { country_code, province_code: null, postal_code: null }
      expect(readAddress(capitol(fields)).status).toBe("complete")
    }
  )

  it("returns an empty state and postal code for Hong Kong", () => {
    const fields = {
      country_code: "hk",
      province_code: undefined,
      postal_code: undefined,
      city: "Central",
    }
    expect(readAddress(capitol(fields))).toMatchObject({
      status: "complete",
      address: { state: "", postal_code: "", country: "HK" },
    })
  })

  it("keeps a postal code that a Hong Kong address has", () => {
    const fields = { country_code: "hk", postal_code: "999077" }
    expect(readAddress(capitol(fields))).toMatchObject({
      address: { postal_code: "999077" },
    })
  })
})
