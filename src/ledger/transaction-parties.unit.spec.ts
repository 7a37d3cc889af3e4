import { orderInAustin } from "./__fixtures__/order-in-austin"
import type { OrderForLedger } from "./order"
import { addressesOf, customerOf } from "./transaction-parties"

const customer = (fields: Partial<OrderForLedger> = {}) =>
  customerOf(orderInAustin(fields), "orgn_1")

const MIA = {
  id: "cus_1",
  first_name: "Mia",
  last_name: "Account",
  company_name: "Mia Inc.",
  email: "account@example.com",
}

describe("customerOf", () => {
  it("is the customer, by the name of the account", () => {
    expect(customer({ customer: MIA })).toEqual({
      organization_id: "orgn_1",
      external_id: "cus_1",
      name: "Mia Account",
      email: "mia@example.com",
    })
  })

  it("is a customer of this one order for a guest, by the name in the address", () => {
    expect(customer({ customer: MIA, is_guests: true })).toMatchObject({
      external_id: "guest-order_1",
      name: "Mia Shopper",
    })
    expect(customer({ customer_id: null })).toMatchObject({
      external_id: "guest-order_1",
    })
  })

  it("takes the name of the billing address before that of the shipping address", () => {
    const billing_address = { first_name: "Noah", country_code: "us" }
    expect(customer({ billing_address })).toMatchObject({ name: "Noah" })
  })

  it.each([
    [
      "the account",
      { customer: { ...MIA, first_name: null, last_name: " " } },
      "Mia Inc.",
    ],
    ["the address", { customer: null }, "Lamps Ltd."],
  ])("falls back to the company of %s", (_, fields, name) => {
    expect(
      customer({
        ...fields,
        shipping_address: { company: "Lamps Ltd.", country_code: "us" },
      })
    ).toMatchObject({ name })
  })

  it("takes the e-mail of the order before that of the account, and may have none", () => {
    expect(customer({ customer: MIA, email: null })).toMatchObject({
      email: "account@example.com",
    })
    const nobody = customer({ email: null, shipping_address: null })
    expect(nobody).toEqual({ organization_id: "orgn_1", external_id: "cus_1" })
  })
})

describe("addressesOf", () => {
  const AUSTIN = {
    street_1: "1100 Congress Ave",
    city: "Austin",
    state: "TX",
    postal_code: "78701",
    country: "US",
  }

  it("is where it was shipped to, and the billing address", () => {
    expect(addressesOf(orderInAustin())).toEqual([
      { ...AUSTIN, type: "SHIP_TO" },
    ])
    expect(
      addressesOf(
        orderInAustin({
          billing_address: {
            address_1: "11 Wall St",
            city: "New York",
            province: "ny",
            postal_code: "10005",
            country_code: "us",
          },
        })
      )
    ).toEqual([
      { ...AUSTIN, type: "SHIP_TO" },
      {
        street_1: "11 Wall St",
        city: "New York",
        state: "NY",
        postal_code: "10005",
        country: "US",
        type: "BILL_TO",
      },
    ])
  })

  it("is the billing address once where there is no other", () => {
    const { shipping_address } = orderInAustin()
    expect(
      addressesOf(
        orderInAustin({
          shipping_address: null,
          billing_address: shipping_address,
        })
      )
    ).toEqual([{ ...AUSTIN, type: "BILL_TO" }])
  })

  it("sends what there is of an address that is not complete", () => {
    expect(
      addressesOf(
        orderInAustin({
          shipping_address: {
            address_1: "1100 Congress Ave",
            address_2: "",
            province: "ontario",
            country_code: "ca",
          },
        })
      )
    ).toEqual([
      {
        street_1: "1100 Congress Ave",
        state: "ONTARIO",
        country: "CA",
        type: "SHIP_TO",
      },
    ])
  })

  it("leaves out a billing address without a country", () => {
    expect(
      addressesOf(orderInAustin({ billing_address: { city: "Austin" } }))
    ).toEqual([{ ...AUSTIN, type: "SHIP_TO" }])
  })

  it("keeps the pickup location of a sale that Kintsugi has", () => {
    const pickedUp = orderInAustin({
      shipping_methods: [
        {
          id: "ordsm_1",
          amount: 0,
          shipping_option: {
            service_zone: {
              fulfillment_set: {
                type: "pickup",
                location: {
                  address: {
                    address_1: "200 N Spring St",
                    city: "Los Angeles",
                    province: "CA",
                    postal_code: "90012",
                    country_code: "us",
                  },
                },
              },
            },
          },
        },
      ],
    })
    const before = { ...AUSTIN, type: "SHIP_TO" as const }
    expect(addressesOf(pickedUp, [before])).toEqual([before])
    expect(addressesOf(pickedUp)).toMatchObject([
      { city: "Los Angeles", type: "SHIP_TO" },
    ])
    expect(
      addressesOf(orderInAustin(), [{ ...before, city: "Elsewhere" }])
    ).toEqual([before])
  })
})
