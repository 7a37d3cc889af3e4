import {
  type StoreAddress,
  addressToSearch,
  unchanged,
  validatedAddress,
} from "./validated-address"

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
  it("gives a US address in Kintsugi's words", () => {
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
    ["of another country", { country_code: "de" }, "not_checked"],
    ["of no country yet", { country_code: "" }, "not_checked"],
    ["without a postal code", { postal_code: " " }, "invalid"],
    ["without a state", { province: "" }, "invalid"],
    ["in a state that is none", { province: "Bavaria" }, "invalid"],
  ])("does not ask about one %s", (_, fields, status) => {
    expect(addressToSearch({ ...AUSTIN, ...fields })).toEqual({ status })
  })
})

describe("validatedAddress", () => {
  it("leaves a verified address as it was typed", () => {
    expect(
      validatedAddress(AUSTIN, [
        { verification_status: "VERIFIED", response_address: FOUND },
      ])
    ).toEqual(unchanged(AUSTIN, "verified"))
  })

  it("completes a verified address", () => {
    expect(
      validatedAddress(AUSTIN, [
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

  it("suggests what a partly verified address could be", () => {
    const sent = { ...AUSTIN, province: "OK", city: "Ostin" }
    expect(
      validatedAddress(sent, [
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

  it("offers no suggestion that is what was typed", () => {
    expect(
      validatedAddress(AUSTIN, [
        { verification_status: "INVALID", response_address: FOUND },
      ])
    ).toEqual(unchanged(AUSTIN, "invalid"))
  })

  it.each<[string | undefined, string]>([
    ["BLANK", "invalid"],
    ["UNVERIFIABLE", "unverifiable"],
    ["SOMETHING_NEW", "unverifiable"],
    [undefined, "unverifiable"],
  ])("reads %s as %s", (verification_status, status) => {
    expect(validatedAddress(AUSTIN, [{ verification_status }])).toEqual(
      unchanged(AUSTIN, status as "invalid")
    )
  })

  it("takes no answer for no verdict", () => {
    expect(validatedAddress(AUSTIN, [])).toEqual(
      unchanged(AUSTIN, "unverifiable")
    )
  })
})
