import { toTaxAddress, placeOfOrder, placeOfSupply } from "./place-of-supply"

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
/** The address that Medusa gives a cart of a one-country region. */
const BARE = { country_code: "us" }

const methodAt = (type: string, address: object | null = SHOP) => ({
  shipping_option: {
    service_zone: { fulfillment_set: { type, location: { address } } },
  },
})
const parcel = methodAt("shipping")
const pickUp = methodAt("pickup")

const shipped = { requires_shipping: true }
const digital = { requires_shipping: false }

const placeOf = (cart: Cart) => placeOfSupply({ items: [shipped], ...cart })

describe("placeOfSupply, for shipped goods", () => {
  it("is the shipping address", () => {
    expect(
      placeOf({
        shipping_address: AUSTIN,
        billing_address: SEATTLE,
        shipping_methods: [parcel],
      })
    ).toEqual({ address: AUSTIN, type: "SHIP_TO" })
  })

  it("is the shipping address before a method is chosen", () => {
    expect(
      placeOf({ shipping_address: AUSTIN, billing_address: SEATTLE })
    ).toEqual({ address: AUSTIN, type: "SHIP_TO" })
  })

  it("is never the billing address", () => {
    expect(placeOf({ billing_address: SEATTLE })).toBeUndefined()
    expect(
      placeOf({ shipping_address: BARE, billing_address: SEATTLE })
    ).toEqual({ address: BARE, type: "SHIP_TO" })
  })

  it.each([undefined, null])(
    "counts items as shipped by default (requires_shipping: %s)",
    (requires_shipping) => {
      expect(
        placeOf({ items: [{ requires_shipping }], billing_address: SEATTLE })
      ).toBeUndefined()
    }
  )

  it("counts a cart with shipped and digital items as shipped", () => {
    expect(
      placeOf({ items: [digital, shipped], billing_address: SEATTLE })
    ).toBeUndefined()
  })

  it("is undefined without an address", () => {
    expect(placeOf({})).toBeUndefined()
    expect(
      placeOf({ shipping_address: null, billing_address: null })
    ).toBeUndefined()
    expect(
      placeOf({ shipping_address: { ...AUSTIN, country_code: null } })
    ).toBeUndefined()
  })
})

describe("placeOfSupply, for picked-up goods", () => {
  it.each([
    ["a full shipping address", AUSTIN],
    ["a bare shipping address", BARE],
    ["no shipping address", null],
  ])("is the pickup location, with %s", (_, shipping_address) => {
    expect(placeOf({ shipping_address, shipping_methods: [pickUp] })).toEqual({
      address: SHOP,
      type: "SHIP_TO",
      isPickUp: true,
    })
  })

  it("is the first of several pickup locations that has an address", () => {
    const elsewhere = methodAt("pickup", SEATTLE)
    const nowhere = methodAt("pickup", null)
    const somewhere = methodAt("pickup", BARE)
    const placeWith = (
      ...shipping_methods: NonNullable<Cart["shipping_methods"]>
    ) => placeOf({ shipping_address: AUSTIN, shipping_methods })?.address
    expect(placeWith(pickUp, elsewhere)).toEqual(SHOP)
    expect(placeWith(elsewhere, pickUp)).toEqual(SEATTLE)
    expect(placeWith(nowhere, pickUp)).toEqual(SHOP)
    expect(placeWith(somewhere, elsewhere)).toEqual(SEATTLE)
    expect(placeWith(nowhere, nowhere)).toEqual(AUSTIN)
  })

  it("is the pickup location even for digital items", () => {
    expect(
      placeOf({
        items: [digital],
        billing_address: SEATTLE,
        shipping_methods: [pickUp],
      })
    ).toEqual({ address: SHOP, type: "SHIP_TO", isPickUp: true })
  })

  it("is the shipping address if other goods are shipped", () => {
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
    [
      "no state, and a ZIP code that does not decide it",
      { ...SHOP, province: null, postal_code: "06390" },
    ],
    ["no postal code", { ...SHOP, postal_code: null }],
    ["what Medusa requires", { address_1: "350 5th Ave", country_code: "us" }],
  ])("is the shipping address for a pickup location with %s", (_, address) => {
    expect(
      placeOf({
        shipping_address: AUSTIN,
        shipping_methods: [methodAt("pickup", address)],
      })
    ).toEqual({ address: AUSTIN, type: "SHIP_TO" })
  })

  it("is the pickup location whose ZIP code determines its state", () => {
    const address = { ...SHOP, province: null }
    expect(
      placeOf({
        shipping_address: AUSTIN,
        shipping_methods: [methodAt("pickup", address)],
      })
    ).toEqual({ address, type: "SHIP_TO", isPickUp: true })
  })

  it.each([
    ["shipping option", {}],
    ["service zone", { shipping_option: { service_zone: null } }],
    [
      "fulfillment set",
      { shipping_option: { service_zone: { fulfillment_set: null } } },
    ],
  ])("does not count a method without a %s as pickup", (_, method) => {
    expect(
      placeOf({ shipping_address: AUSTIN, shipping_methods: [method] })
    ).toEqual({ address: AUSTIN, type: "SHIP_TO" })
  })
})

describe("placeOfSupply, for goods without shipping", () => {
  const placeOfDigital = (cart: Cart) => placeOf({ items: [digital], ...cart })

  it.each([
    ["no shipping address", null],
    ["the bare shipping address of a one-country region", BARE],
    ["an address without a country", { city: "Austin" }],
    ["an address without a state", { ...AUSTIN, province: null }],
    ["an address without a postal code", { ...AUSTIN, postal_code: " " }],
  ])("is the billing address with %s", (_, shipping_address) => {
    expect(
      placeOfDigital({ shipping_address, billing_address: SEATTLE })
    ).toEqual({ address: SEATTLE, type: "BILL_TO" })
  })

  it("is the full shipping address if there is one", () => {
    expect(
      placeOfDigital({ shipping_address: AUSTIN, billing_address: SEATTLE })
    ).toEqual({ address: AUSTIN, type: "SHIP_TO" })
  })

  it("is the shipping address with a ZIP code if the billing address has less", () => {
    const shipping_address = { ...AUSTIN, province: null }
    expect(placeOfDigital({ shipping_address, billing_address: BARE })).toEqual(
      { address: shipping_address, type: "SHIP_TO" }
    )
  })

  it("is the shipping address without a billing address", () => {
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

  it("is undefined without an address", () => {
    expect(placeOfDigital({})).toBeUndefined()
  })
})

describe("toTaxAddress", () => {
  it("converts an address to the field names of Medusa's tax calculation", () => {
    expect(toTaxAddress(AUSTIN)).toEqual({
      address_1: "1100 Congress Ave",
      address_2: undefined,
      city: "Austin",
      province_code: "us-tx",
      postal_code: "78701",
      country_code: "us",
    })
  })

  it.each([undefined, null, {}])("returns no country for %j", (address) => {
    expect(toTaxAddress(address)).toEqual({ country_code: "" })
  })
})

describe("placeOfOrder, without a shipping address", () => {
  it("is the billing address, whatever is sold", () => {
    const mug = { requires_shipping: true }
    expect(placeOfOrder({ items: [mug], billing_address: SEATTLE })).toEqual({
      address: SEATTLE,
      type: "BILL_TO",
    })
    expect(
      placeOfOrder({
        items: [mug],
        shipping_address: AUSTIN,
        billing_address: SEATTLE,
      })
    ).toEqual({ address: AUSTIN, type: "SHIP_TO" })
    expect(placeOfOrder({ items: [mug] })).toBeUndefined()
  })
})
