import { orderInAustin } from "./__fixtures__/order-in-austin"
import {
  exemptionOf,
  friendlyId,
  rateOf,
  toTaxItem,
  totalOf,
} from "./transaction-lines"

describe("friendlyId", () => {
  it("is the order's number, if it has one", () => {
    expect(friendlyId(orderInAustin())).toEqual({ external_friendly_id: "7" })
    expect(friendlyId(orderInAustin({ display_id: null }))).toEqual({})
  })
})

describe("totalOf", () => {
  const LINES = [
    { net: "80", tax: "6.6" },
    { net: "10", tax: "0.1" },
  ]

  it("is net, or with tax where the terms say so", () => {
    expect(totalOf(LINES, { totalsIncludeTax: false })).toBe(90)
    expect(totalOf(LINES, { totalsIncludeTax: true })).toBe(96.7)
  })
})

describe("the parts of an item", () => {
  const TEXAS = { name: "Texas", rate: "0.0625", amount: "5" }

  it("marks an exempt customer's item", () => {
    expect(exemptionOf({ exempt: true })).toEqual({ tax_exemption: "CUSTOMER" })
    expect(exemptionOf({})).toEqual({})
  })

  it("adds up the rates of its jurisdictions", () => {
    expect(
      rateOf({
        taxes: [TEXAS, { name: "Austin", rate: "0.02", amount: "1.6" }],
      })
    ).toBe(0.0825)
    expect(rateOf({ taxes: [] })).toBe(0)
  })

  it("names organization, rate and amount of each tax, and its place", () => {
    expect(
      toTaxItem(
        TEXAS,
        { type: "SHIP_TO", state: "TX", country: "US", city: "Austin" },
        "orgn_1"
      )
    ).toMatchObject({
      organization_id: "orgn_1",
      name: "Texas",
      rate: 0.0625,
      amount: 5,
      type: "IMPORTED",
    })
    expect(toTaxItem(TEXAS, undefined, "orgn_1")).toMatchObject({ amount: 5 })
  })
})
