import type { CustomerTaxStatus } from "../../tax/customer/customer-tax-status"
import type { CartForTax } from "./read-cart"
import { fingerprintOf } from "../../tax/estimate/fingerprint"
import { toTaxContext } from "./ask-for-tax"
import { createFreshnessCheck } from "./tax-line-freshness"

describe("belonging, for a cart with an invalid address", () => {
  const areCurrent = (
    data: Record<string, unknown>,
    isTrusted: boolean,
    customer?: CustomerTaxStatus
  ) =>
    createFreshnessCheck(
      {
        cart: { id: "cart_1", currency_code: "usd" } as CartForTax,
        place: {
          type: "SHIP_TO",
          address: { country_code: "us", province: "ZZ", postal_code: "78701" },
        },
        lines: [],
        isCustomerTrusted: isTrusted,
      },
      { settings: "", customer, retryUnanswered: false }
    )({ source: "fallback", reason: "invalid_address", ...data })

  const JANE = { id: "cus_01JANE" }
  const EXEMPT = { ...JANE, exemptBecause: "Public school" }

  it("accepts the tax lines of the same customer", () => {
    expect(areCurrent({ customer: "guest" }, false)).toBe(true)
    expect(areCurrent({}, true, JANE)).toBe(true)
  })

  it("rejects the tax lines of a guest for a customer, and the reverse", () => {
    expect(areCurrent({ customer: "guest" }, true, JANE)).toBe(false)
    expect(areCurrent({}, false)).toBe(false)
  })

  it("rejects the tax lines of a customer who is or was exempt", () => {
    expect(areCurrent({}, true, EXEMPT)).toBe(false)
    expect(areCurrent({ exempt_by: "customer_group" }, true, JANE)).toBe(false)
  })
})

describe("belonging, for a cart without a full address", () => {
  const areCurrent = (data: Record<string, unknown>, isTrusted: boolean) =>
    createFreshnessCheck(
      {
        cart: { id: "cart_1", currency_code: "usd" } as CartForTax,
        place: { type: "SHIP_TO", address: { country_code: "us" } },
        lines: [],
        isCustomerTrusted: isTrusted,
      },
      { settings: "", retryUnanswered: false }
    )({ source: "pending", reason: "address_incomplete", ...data })

  it("accepts the tax lines of the same customer", () => {
    expect(areCurrent({ customer: "guest" }, false)).toBe(true)
    expect(areCurrent({}, true)).toBe(true)
  })

  it("rejects the tax lines of a guest for a customer, and the reverse", () => {
    expect(areCurrent({ customer: "guest" }, true)).toBe(false)
    expect(areCurrent({}, false)).toBe(false)
  })
})

describe("for a cart with a full address in Northern Ireland", () => {
  const BELFAST = {
    country_code: "gb",
    address_1: "Donegall Square",
    city: "Belfast",
    postal_code: "BT1 5GS",
  }
  const JANE: CustomerTaxStatus = {
    id: "cus_01JANE",
    taxIds: [
      { country: "GB", number: "GB1" },
      { country: "XI", number: "XI1" },
    ],
  }
  const loadedCart = (requires_shipping: boolean) => ({
    cart: {
      id: "cart_1",
      currency_code: "gbp",
      items: [{ id: "cali_1", requires_shipping }],
    } as CartForTax,
    place: { type: "SHIP_TO" as const, address: BELFAST },
    lines: [],
    isCustomerTrusted: true,
    areSettingsRead: true,
  })

  it.each([
    ["toTaxContext says that an e-book ships nothing", false, true],
    ["toTaxContext says that goods are shipped", true, false],
  ])("%s", (_, requires_shipping, expected) => {
    const { kintsugi } = toTaxContext(loadedCart(requires_shipping))
    expect(kintsugi.ships_nothing).toBe(expected)
  })

  it("belonging accepts only tax lines for the same way of delivery", () => {
    const areCurrent = (requires_shipping: boolean, shipsNothing: boolean) =>
      createFreshnessCheck(loadedCart(requires_shipping), {
        settings: "",
        customer: JANE,
        retryUnanswered: false,
      })({
        fingerprint: fingerprintOf({
          lines: [],
          address: {
            type: "SHIP_TO",
            street_1: "Donegall Square",
            city: "Belfast",
            state: "",
            postal_code: "BT1 5GS",
            country: "GB",
          },
          shipsNothing,
          customer: JANE,
          settings: "",
        }).fingerprint,
      })
    expect(areCurrent(false, true)).toBe(true)
    expect(areCurrent(false, false)).toBe(false)
    expect(areCurrent(true, false)).toBe(true)
  })
})
