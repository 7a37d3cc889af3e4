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
  taxLinesOf,
} from "../../../integration-tests/provider/cart-in-austin"
import { useKintsugi } from "../../../integration-tests/provider/use-kintsugi"

const kintsugi = useKintsugi()
const { providerWith, taxShirts } = kintsugi

describe("getTaxLines", () => {
  it("returns one tax line per jurisdiction, which add up to Kintsugi's tax", async () => {
    const lines = await taxShirts()
    expect(lines).toMatchObject([
      {
        line_item_id: "cali_01JSHIRT",
        provider_id: "tp_kintsugi_kintsugi",
        name: "Texas State Sales Tax",
        code: "us-tx:texas-state-sales-tax",
        data: { source: "kintsugi", address_status: "VERIFIED" },
      },
      {
        line_item_id: "cali_01JSHIRT",
        provider_id: "tp_kintsugi_kintsugi",
        name: "Austin City Sales Tax",
        code: "us-tx:austin-city-sales-tax",
        data: { has_active_registration: true },
      },
      {
        line_item_id: "cali_01JSHIRT",
        provider_id: "tp_kintsugi_kintsugi",
        name: "Austin MTA Transit Sales Tax",
        code: "us-tx:austin-mta-transit-sales-tax",
        data: { has_active_registration: true },
      },
    ])
    expect(charged(lines.slice(0, 1), 39.98)).toBeCloseTo(2.5, FLOAT4)
    expect(charged(lines.slice(1, 2), 39.98)).toBeCloseTo(0.4, FLOAT4)
    expect(charged(lines.slice(2), 39.98)).toBeCloseTo(0.4, FLOAT4)
    expect(kintsugi.log).toEqual([])
  })

  it("taxes items and shipping in one estimate", async () => {
    const lines = await providerWith().getTaxLines(
      [item(), mug()],
      [parcel()],
      cart()
    )
    expect(
      kintsugi.estimateRequest().transaction_items.map(({ amount }) => amount)
    ).toEqual([39.98, 12, 9.5])
    expect(lines).toMatchObject([
      { line_item_id: "cali_01JSHIRT" },
      { line_item_id: "cali_01JSHIRT" },
      { line_item_id: "cali_01JSHIRT" },
      { line_item_id: "cali_01JMUG", rate: 6.25 },
      { line_item_id: "cali_01JMUG", rate: 1 },
      { line_item_id: "cali_01JMUG", rate: 1 },
      { shipping_line_id: "casm_01JPARCEL" },
      { shipping_line_id: "casm_01JPARCEL" },
      { shipping_line_id: "casm_01JPARCEL" },
    ])
    expect(charged(lines.slice(6, 7), 9.5)).toBeCloseTo(0.59, FLOAT4)
    expect(charged(lines.slice(7, 8), 9.5)).toBeCloseTo(0.1, FLOAT4)
    expect(charged(lines.slice(8), 9.5)).toBeCloseTo(0.1, FLOAT4)
  })

  it("charges Kintsugi's tax even on a price with fractions of a cent", async () => {
    // 3 × 1.005 is 3.015. Kintsugi sees 3.02, taxed 0.19 + 0.03 + 0.03.
    const lines = await taxShirts({}, [
      item({ unit_price: "1.005", quantity: 3 }),
    ])
    expect(kintsugi.estimateRequest().transaction_items).toMatchObject([
      { amount: 3.02 },
    ])
    expect(charged(lines, 3.015)).toBeCloseTo(0.25, FLOAT4)
  })

  it("gives a free item a rate of 0", async () => {
    const lines = await taxShirts({}, [item({ unit_price: 0 })])
    expect(lines.map(({ rate }) => rate)).toEqual([0, 0, 0])
  })

  it("returns a No tax line if the merchant has no registration", async () => {
    kintsugi.sandbox.setRegistrations([])
    await expect(taxShirts()).resolves.toMatchObject([
      {
        line_item_id: "cali_01JSHIRT",
        name: "No tax",
        code: "us-tx:no-tax",
        rate: 0,
        data: { source: "kintsugi", has_active_registration: false },
      },
    ])
  })

  it("assigns a shuffled answer to the right lines", async () => {
    kintsugi.failEstimates({ kind: "lie", lie: "shuffle" })
    const lines = await taxShirts({}, [item(), mug()])
    expect(charged(taxLinesOf("cali_01JMUG", lines), 12)).toBeCloseTo(
      0.99,
      FLOAT4
    )
  })

  it("taxes two variants of one product separately", async () => {
    const lines = await taxShirts({}, [
      item(),
      item({ id: "cali_01JSHIRT_XL", unit_price: 100, quantity: 1 }),
    ])
    expect(
      taxLinesOf("cali_01JSHIRT_XL", lines).map(({ rate }) => rate)
    ).toEqual([6.25, 1, 1])
  })

  it("accepts a page as the estimate", async () => {
    kintsugi.failEstimates({ kind: "lie", lie: "page" })
    expect(charged(await taxShirts(), 39.98)).toBeCloseTo(3.3, FLOAT4)
  })
})

describe("the context from the plugin's hooks", () => {
  const taxAs = (
    context: TaxCalculationContext,
    options: KintsugiOptions = {}
  ) => providerWith(options).getTaxLines([item(), mug()], [], context)

  it("gives an item one tax line per jurisdiction if hooks are on", async () => {
    await expect(taxAs(cart())).resolves.toHaveLength(6)
    await expect(taxAs(cartWithoutHook())).resolves.toHaveLength(6)
  })

  it("combines an item's jurisdictions in one line if the cart's hook is off", async () => {
    const lines = await taxAs(cartWithoutHook(), {
      hooks: { cartTaxLines: false },
    })
    expect(lines).toMatchObject([
      {
        line_item_id: "cali_01JSHIRT",
        name: "Texas State Sales Tax, Austin City Sales Tax, Austin MTA Transit Sales Tax",
        code: "us-tx:sales-tax",
        data: {
          jurisdictions: [
            { amount: "2.50" },
            { amount: "0.40" },
            { amount: "0.40" },
          ],
        },
      },
      { line_item_id: "cali_01JMUG", rate: 8.25 },
    ])
    expect(charged(lines.slice(0, 1), 39.98)).toBeCloseTo(3.3, FLOAT4)
  })

  it("combines them in every calculation if the store wants it", async () => {
    const options = { combineJurisdictions: true }
    const combined = [
      { line_item_id: "cali_01JSHIRT", code: "us-tx:sales-tax" },
      { line_item_id: "cali_01JMUG", code: "us-tx:sales-tax" },
    ]
    expect(await taxAs(cart(), options)).toMatchObject(combined)
    expect(await taxAs(cartWithoutHook(), options)).toMatchObject(combined)
  })

  it("keeps jurisdictions separate if the hook is off but the store calls it", async () => {
    const hooks = { cartTaxLines: false }
    await expect(taxAs(cart(), { hooks })).resolves.toHaveLength(6)
  })
})
