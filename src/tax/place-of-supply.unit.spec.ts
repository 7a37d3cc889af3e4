import { forTax, placeOfSupply } from "./place-of-supply"

type Cart = Parameters<typeof placeOfSupply>[0]

const AUSTIN = {
  address_1: "1100 Congress Ave",
  address_2: null,
  city: "Austin",
  province: "us-tx",
  postal_code: "78701",
  country_code: "us",
}
const SEATTLE = {
  address_1: "400 Broad St",
  city: "Seattle",
  province: "WA",
  postal_code: "98109",
  country_code: "us",
}
const SHOP = {
  address_1: "350 5th Ave",
  city: "New York",
  province: "NY",
  postal_code: "10118",
  country_code: "us",
}
/** What Medusa gives a cart of a region of one country. */
const BARE = { country_code: "us" }

const handover = (type: string, address: object | null = SHOP) => ({
  shipping_option: {
    service_zone: { fulfillment_set: { type, location: { address } } },
  },
})
const parcel = handover("shipping")
const pickUp = handover("pickup")

const shipped = { requires_shipping: true }
const digital = { requires_shipping: false }

const placeOf = (cart: Cart) => placeOfSupply({ items: [shipped], ...cart })

describe("goods that are shipped", () => {
  it("are taxed where they go", () => {
    expect(
      placeOf({
        shipping_address: AUSTIN,
        billing_address: SEATTLE,
        shipping_methods: [parcel],
      })
    ).toEqual({ address: AUSTIN, type: "SHIP_TO" })
  })

  it("are taxed where they go before a method is chosen", () => {
    expect(
      placeOf({ shipping_address: AUSTIN, billing_address: SEATTLE })
    ).toEqual({ address: AUSTIN, type: "SHIP_TO" })
  })

  it("are never taxed where the bill goes", () => {
    expect(placeOf({ billing_address: SEATTLE })).toBeUndefined()
    expect(
      placeOf({ shipping_address: BARE, billing_address: SEATTLE })
    ).toEqual({ address: BARE, type: "SHIP_TO" })
  })

  it.each([undefined, null])(
    "count as such where nothing says otherwise (requires_shipping: %s)",
    (requires_shipping) => {
      expect(
        placeOf({ items: [{ requires_shipping }], billing_address: SEATTLE })
      ).toBeUndefined()
    }
  )

  it("make a cart that has digital ones beside them a shipped one", () => {
    expect(
      placeOf({ items: [digital, shipped], billing_address: SEATTLE })
    ).toBeUndefined()
  })

  it("are taxed nowhere yet without an address", () => {
    expect(placeOf({})).toBeUndefined()
    expect(
      placeOf({ shipping_address: null, billing_address: null })
    ).toBeUndefined()
    expect(
      placeOf({ shipping_address: { ...AUSTIN, country_code: null } })
    ).toBeUndefined()
  })
})

describe("goods that are picked up", () => {
  it.each([
    ["a full shipping address", AUSTIN],
    ["a bare one", BARE],
    ["none", null],
  ])("are taxed at the location, with %s", (_, shipping_address) => {
    expect(placeOf({ shipping_address, shipping_methods: [pickUp] })).toEqual({
      address: SHOP,
      type: "SHIP_TO",
      isPickUp: true,
    })
  })

  it("at several locations are taxed at the first with an address", () => {
    const elsewhere = handover("pickup", SEATTLE)
    const nowhere = handover("pickup", null)
    const somewhere = handover("pickup", BARE)
    const placeWith = (
      ...shipping_methods: NonNullable<Cart["shipping_methods"]>
    ) => placeOf({ shipping_address: AUSTIN, shipping_methods })?.address
    expect(placeWith(pickUp, elsewhere)).toEqual(SHOP)
    expect(placeWith(elsewhere, pickUp)).toEqual(SEATTLE)
    expect(placeWith(nowhere, pickUp)).toEqual(SHOP)
    expect(placeWith(somewhere, elsewhere)).toEqual(SEATTLE)
    expect(placeWith(nowhere, nowhere)).toEqual(AUSTIN)
  })

  it("are taxed at the location even if they could be mailed digitally", () => {
    expect(
      placeOf({
        items: [digital],
        billing_address: SEATTLE,
        shipping_methods: [pickUp],
      })
    ).toEqual({ address: SHOP, type: "SHIP_TO", isPickUp: true })
  })

  it("with others that are shipped are taxed where those go", () => {
    expect(
      placeOf({ shipping_address: AUSTIN, shipping_methods: [pickUp, parcel] })
    ).toEqual({ address: AUSTIN, type: "SHIP_TO" })
    expect(
      placeOf({ shipping_address: AUSTIN, shipping_methods: [parcel, pickUp] })
    ).toEqual({ address: AUSTIN, type: "SHIP_TO" })
  })

  it.each([
    ["no address", null],
    ["no country", { ...SHOP, country_code: null }],
    ["no state", { ...SHOP, province: null }],
    ["no postal code", { ...SHOP, postal_code: null }],
    ["what Medusa demands", { address_1: "350 5th Ave", country_code: "us" }],
  ])(
    "at a location that has %s are taxed at the shipping address",
    (_, address) => {
      expect(
        placeOf({
          shipping_address: AUSTIN,
          shipping_methods: [handover("pickup", address)],
        })
      ).toEqual({ address: AUSTIN, type: "SHIP_TO" })
    }
  )

  it.each([
    ["shipping option", {}],
    ["service zone", { shipping_option: { service_zone: null } }],
    [
      "fulfillment set",
      { shipping_option: { service_zone: { fulfillment_set: null } } },
    ],
  ])("are not meant by a method without a %s", (_, method) => {
    expect(
      placeOf({ shipping_address: AUSTIN, shipping_methods: [method] })
    ).toEqual({ address: AUSTIN, type: "SHIP_TO" })
  })
})

describe("goods that need no shipping", () => {
  const placeOfDigital = (cart: Cart) => placeOf({ items: [digital], ...cart })

  it.each([
    ["no shipping address", null],
    ["the bare one of a one-country region", BARE],
    ["one without a country", { city: "Austin" }],
    ["one without a state", { ...AUSTIN, province: null }],
    ["one without a postal code", { ...AUSTIN, postal_code: " " }],
  ])("and have %s are taxed where the bill goes", (_, shipping_address) => {
    expect(
      placeOfDigital({ shipping_address, billing_address: SEATTLE })
    ).toEqual({ address: SEATTLE, type: "BILL_TO" })
  })

  it("are taxed at a full shipping address where there is one", () => {
    expect(
      placeOfDigital({ shipping_address: AUSTIN, billing_address: SEATTLE })
    ).toEqual({ address: AUSTIN, type: "SHIP_TO" })
  })

  it("are taxed at the shipping address where no bill has one", () => {
    expect(placeOfDigital({ shipping_address: BARE })).toEqual({
      address: BARE,
      type: "SHIP_TO",
    })
    expect(
      placeOfDigital({
        shipping_address: BARE,
        billing_address: { ...SEATTLE, country_code: null },
      })
    ).toEqual({ address: BARE, type: "SHIP_TO" })
  })

  it("are taxed nowhere yet without an address", () => {
    expect(placeOfDigital({})).toBeUndefined()
  })
})

describe("forTax", () => {
  it("has an address in the words of Medusa's tax calculation", () => {
    expect(forTax(AUSTIN)).toEqual({
      address_1: "1100 Congress Ave",
      address_2: undefined,
      city: "Austin",
      province_code: "us-tx",
      postal_code: "78701",
      country_code: "us",
    })
  })

  it.each([undefined, null, {}])("of %j has no country", (address) => {
    expect(forTax(address)).toEqual({ country_code: "" })
  })
})
