import type { TaxCalculationContext } from "@medusajs/framework/types"
import { readAddress } from "./address"

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
  it("turns Medusa's address into Kintsugi's", () => {
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
    "sends TX however the shopper's client spells it: %j",
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

  it("does without street and city", () => {
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

  it("trims what the shopper typed", () => {
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
    ["no state in the US", { province_code: null }, ["state"]],
    ["a blank state in the US", { province_code: " " }, ["state"]],
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
      "what is no text",
      { country_code: "us", province_code: 43, postal_code: 78701 },
      ["state", "postal code"],
    ],
  ])("is incomplete with %s", (_, fields, missing) => {
    expect(readAddress(capitol(fields))).toEqual({
      status: "incomplete",
      missing,
    })
  })

  it("is incomplete with the country alone, as in a one-country region", () => {
    expect(readAddress({ country_code: "us" })).toEqual({
      status: "incomplete",
      missing: ["state", "postal code"],
    })
  })

  it("is incomplete without an address object", () => {
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
    "is invalid: in %s, a state called %s",
    (country_code, province_code, country) => {
      expect(readAddress(capitol({ country_code, province_code }))).toEqual({
        status: "invalid",
        problem: `the state is none of ${country}'s`,
      })
    }
  )

  it("waits for the postal code before it calls a state invalid", () => {
    const fields = { province_code: "Ontario", postal_code: "" }
    expect(readAddress(capitol(fields)).status).toBe("incomplete")
  })

  it("sends an empty state for Germany, with or without a province", () => {
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

  it("is complete in Hong Kong without a postal code", () => {
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

  it("keeps a postal code that is given in Hong Kong all the same", () => {
    const fields = { country_code: "hk", postal_code: "999077" }
    expect(readAddress(capitol(fields))).toMatchObject({
      address: { postal_code: "999077" },
    })
  })
})
