import {
  addressToSearch,
  unchangedAddress,
  toValidatedAddress,
} from "./address-validation"
import type { StoreAddress } from "./validated-address"

const AUSTIN: StoreAddress = {
  address_1: "1100 Congress Ave.",
  address_2: "Room 1E.8",
  city: "Austin",
  province: "Texas",
  postal_code: "78701",
  country_code: "us",
}

const FOUND = {
  street_1: "1100 CONGRESS AVE",
  street_2: "ROOM 1E.8",
  city: "AUSTIN",
  state: "TX",
  postal_code: "78701",
}

describe("addressToSearch", () => {
  it("converts a US address to Kintsugi's format", () => {
    expect(addressToSearch(AUSTIN)).toEqual({
      search: {
        street_1: "1100 Congress Ave.",
        street_2: "Room 1E.8",
        city: "Austin",
        state: "TX",
        postal_code: "78701",
        country: "US",
      },
    })
  })

  it.each<[string, Partial<StoreAddress>, string]>([
    ["in another country", { country_code: "de" }, "not_checked"],
    ["without a country yet", { country_code: "" }, "not_checked"],
    ["without a postal code", { postal_code: " " }, "invalid"],
    ["without a state", { province: "" }, "invalid"],
    ["in an unknown state", { province: "Bavaria" }, "invalid"],
  ])("does not search for an address %s", (_, fields, status) => {
    expect(addressToSearch({ ...AUSTIN, ...fields })).toEqual({ status })
  })
})

describe("toValidatedAddress", () => {
  it("keeps a verified address as typed", () => {
    expect(
      toValidatedAddress(AUSTIN, [
        { verification_status: "VERIFIED", response_address: FOUND },
      ])
    ).toEqual(unchangedAddress(AUSTIN, "verified"))
  })

  it("completes a verified address", () => {
    expect(
      toValidatedAddress(AUSTIN, [
        {
          verification_status: "VERIFIED",
          response_address: {
            ...FOUND,
            street_2: undefined,
            postal_code: "78701-2199",
          },
        },
      ])
    ).toEqual({
      status: "verified",
      address: { ...AUSTIN, postal_code: "78701-2199" },
      suggestions: [],
      changed_fields: ["postal_code"],
    })
  })

  it("suggests corrections of a partially verified address", () => {
    const sent = { ...AUSTIN, province: "OK", city: "Ostin" }
    expect(
      toValidatedAddress(sent, [
        { verification_status: "PARTIALLY_VERIFIED", response_address: FOUND },
        { verification_status: "PARTIALLY_VERIFIED", response_address: FOUND },
      ])
    ).toEqual({
      status: "partially_verified",
      address: sent,
      suggestions: [{ ...sent, province: "TX", city: "AUSTIN" }],
      changed_fields: ["city", "province"],
    })
  })

  it("does not suggest the address as typed", () => {
    expect(
      toValidatedAddress(AUSTIN, [
        { verification_status: "INVALID", response_address: FOUND },
      ])
    ).toEqual(unchangedAddress(AUSTIN, "invalid"))
  })

  it.each<[string | undefined, string]>([
    ["BLANK", "invalid"],
    ["UNVERIFIABLE", "unverifiable"],
    ["SOMETHING_NEW", "unverifiable"],
    [undefined, "unverifiable"],
  ])("reads the status %s as %s", (verification_status, status) => {
    expect(toValidatedAddress(AUSTIN, [{ verification_status }])).toEqual(
      unchangedAddress(AUSTIN, status as "invalid")
    )
  })

  it("reads a missing answer as unverifiable", () => {
    expect(toValidatedAddress(AUSTIN, [])).toEqual(
      unchangedAddress(AUSTIN, "unverifiable")
    )
  })
})
