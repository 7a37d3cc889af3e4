import { BigNumber } from "@medusajs/framework/utils"
import type { TaxCalculationContext } from "@medusajs/framework/types"
import type { KintsugiOptions } from "../../options"
import {
  FLOAT4,
  cart,
  cartWithoutHook,
  charged,
  item,
  mug,
  parcel,
} from "../../../integration-tests/provider/cart-in-austin"
import {
  ORGANIZATION_ID,
  useKintsugi,
} from "../../../integration-tests/provider/use-kintsugi"

const kintsugi = useKintsugi()
const { providerWith, taxShirts } = kintsugi

describe("getTaxLines", () => {
  it("asks about the cart, with both headers", async () => {
    await taxShirts()
    expect(kintsugi.estimateRequest()).toMatchObject({
      external_id: "cart_01JAUSTIN",
      currency: "USD",
      customer: { external_id: "cus_01JANE" },
      addresses: [
        {
          type: "SHIP_TO",
          street_1: "1100 Congress Ave",
          city: "Austin",
          state: "TX",
          postal_code: "78701",
          country: "US",
        },
      ],
      transaction_items: [
        { external_id: "cali_01JSHIRT", quantity: 2, amount: 39.98 },
      ],
    })
    for (const { headers, status } of kintsugi.sandbox.requests()) {
      // The sandbox accepts no other key, and its log masks it.
      expect(headers).toHaveProperty("x-api-key")
      expect(status).toBe(200)
      expect(headers["x-organization-id"]).toBe(ORGANIZATION_ID)
    }
  })

  it("dates the estimate with the current time", async () => {
    const before = Date.now()
    await taxShirts()
    const date = Date.parse(kintsugi.estimateRequest().date)
    expect(date).toBeGreaterThanOrEqual(before)
    expect(date).toBeLessThanOrEqual(Date.now())
  })

  it("never sends the shopper's e-mail address", async () => {
    await taxShirts()
    expect(
      JSON.stringify(kintsugi.sandbox.requests().map(({ body }) => body))
    ).not.toContain("jane@example.com")
  })

  it("taxes shipping alone without looking up a product", async () => {
    const lines = await providerWith().getTaxLines([], [parcel()], cart())
    expect(kintsugi.asked()).toEqual(["POST /v1/tax/estimate"])
    expect(kintsugi.estimateRequest().transaction_items).toMatchObject([
      {
        external_id: "casm_01JPARCEL",
        product_category: "Misc",
        product_subcategory: "Shipping - Title transfer at time of Sales",
      },
    ])
    expect(lines).toMatchObject([
      { shipping_line_id: "casm_01JPARCEL" },
      { shipping_line_id: "casm_01JPARCEL" },
      { shipping_line_id: "casm_01JPARCEL" },
    ])
  })

  it("makes no request if there are no lines", async () => {
    await expect(providerWith().getTaxLines([], [], cart())).resolves.toEqual(
      []
    )
    expect(kintsugi.asked()).toEqual([])
  })

  it("treats an order edit's item without a quantity as one unit", async () => {
    await taxShirts({}, [item({ quantity: undefined })])
    expect(kintsugi.estimateRequest().transaction_items).toMatchObject([
      { quantity: 1, amount: 19.99 },
    ])
  })

  it("accepts strings and BigNumbers as numbers", async () => {
    const lines = await taxShirts({}, [
      item({ quantity: "2", unit_price: new BigNumber("19.99") }),
    ])
    expect(kintsugi.estimateRequest().transaction_items).toMatchObject([
      { quantity: 2, amount: 39.98 },
    ])
    expect(charged(lines, 39.98)).toBeCloseTo(3.3, FLOAT4)
  })

  it("sends no state for Germany", async () => {
    const address = {
      country_code: "de",
      city: "Berlin",
      postal_code: "10117",
      province_code: null,
    }
    const lines = await providerWith().getTaxLines(
      [item({ currency_code: "eur" })],
      [],
      cart({ address })
    )
    expect(kintsugi.estimateRequest()).toMatchObject({
      currency: "EUR",
      addresses: [{ state: "", country: "DE" }],
    })
    expect(lines[0]?.code).toBe("de:germany-vat")
  })

  it("sends yen without decimals", async () => {
    await taxShirts({}, [
      item({ unit_price: 1999.5, quantity: 1, currency_code: "jpy" }),
    ])
    expect(kintsugi.estimateRequest()).toMatchObject({
      currency: "JPY",
      transaction_items: [{ amount: 2000 }],
    })
  })
})

describe("the context from the plugin's hooks", () => {
  const taxAs = (
    context: TaxCalculationContext,
    options: KintsugiOptions = {}
  ) => providerWith(options).getTaxLines([item(), mug()], [], context)

  it("names the cart to Kintsugi", async () => {
    await taxAs(
      cart({}, { kintsugi: { external_id: "order_01JEDIT", replaces: true } })
    )
    expect(kintsugi.estimateRequest().external_id).toBe("order_01JEDIT")
  })

  it("falls back to the first line's id if there is no cart id", async () => {
    await taxAs(cartWithoutHook())
    expect(kintsugi.estimateRequest().external_id).toBe("cali_01JSHIRT")
  })

  it.each([null, { kintsugi: null }, { mine: true }])(
    "may be any context of the store's own: %j",
    async (additional_context) => {
      await taxAs(cart({ additional_context }))
      expect(kintsugi.estimateRequest().external_id).toBe("cali_01JSHIRT")
    }
  )
})
