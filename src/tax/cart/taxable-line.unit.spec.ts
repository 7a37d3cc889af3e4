import type {
  ItemTaxCalculationLine,
  ShippingTaxCalculationLine,
  TaxRateDTO,
} from "@medusajs/framework/types"
import { BigNumber } from "@medusajs/framework/utils"
import {
  type TaxableLine,
  toRequestedLines,
  toTaxableLine,
} from "./taxable-line"

const TEXAS_RATE = {
  id: "txr_01JTEXAS",
  name: "Texas default",
  code: "TXDEF",
  rate: 8.25,
} as TaxRateDTO

const shirt = (fields: Record<string, unknown> = {}): ItemTaxCalculationLine =>
  ({
    line_item: {
      id: "cali_01JSHIRT",
      product_id: "prod_01JSHIRT",
      quantity: 2,
      unit_price: 19.99,
      currency_code: "usd",
      ...fields,
    },
    rates: [TEXAS_RATE],
  }) as ItemTaxCalculationLine

const parcel = (
  fields: Record<string, unknown> = {}
): ShippingTaxCalculationLine =>
  ({
    shipping_line: {
      id: "casm_01JPARCEL",
      shipping_option_id: "so_01JPARCEL",
      unit_price: 9.5,
      currency_code: "usd",
      ...fields,
    },
    rates: [TEXAS_RATE],
  }) as ShippingTaxCalculationLine

/** Decimals as text, so that a failing test shows them. */
const toPlain = ({ quantity, price, amount, ...line }: TaxableLine) => ({
  ...line,
  quantity: quantity.toFixed(),
  price: {
    withTax: price.withTax.toFixed(),
    withoutTax: price.withoutTax.toFixed(),
  },
  amount: amount.toFixed(),
})

const toTaxableLines = (...args: Parameters<typeof toRequestedLines>) =>
  toRequestedLines(...args).map(toTaxableLine)

const read = (fields: Record<string, unknown>) =>
  toTaxableLines([shirt(fields)], []).map(toPlain)[0]

describe("toRequestedLines and toTaxableLine", () => {
  it("convert items and shipping methods to one shape, items first", () => {
    expect(toTaxableLines([shirt()], [parcel()]).map(toPlain)).toEqual([
      {
        kind: "item",
        id: "cali_01JSHIRT",
        productId: "prod_01JSHIRT",
        quantity: "2",
        price: { withTax: "0", withoutTax: "39.98" },
        amount: "39.98",
        currencyCode: "USD",
        rates: [TEXAS_RATE],
      },
      {
        kind: "shipping",
        id: "casm_01JPARCEL",
        productId: undefined,
        quantity: "1",
        price: { withTax: "0", withoutTax: "9.5" },
        amount: "9.5",
        currencyCode: "USD",
        rates: [TEXAS_RATE],
      },
    ])
  })

  it("return no lines for no lines", () => {
    expect(toTaxableLines([], [])).toEqual([])
  })

  it.each([
    ["a number", 19.99],
    ["a string", "19.99"],
    ["Medusa's BigNumber", new BigNumber("19.99")],
    ["a raw value as stored", { value: "19.99", precision: 20 }],
  ])("read %s as price and as quantity", (_, value) => {
    expect(read({ unit_price: value, quantity: 3 })).toMatchObject({
      amount: "59.97",
    })
    expect(read({ unit_price: 100, quantity: value })).toMatchObject({
      quantity: "19.99",
      amount: "1999",
    })
  })

  it("multiply prices exactly, without binary fractions", () => {
    expect(read({ unit_price: 0.1, quantity: 3 })?.amount).toBe("0.3")
    expect(read({ unit_price: 1.1, quantity: 1.1 })?.amount).toBe("1.21")
  })

  it.each([undefined, null])(
    "count an order edit's item, quantity %s, as one unit",
    (quantity) => {
      expect(read({ quantity })).toMatchObject({
        quantity: "1",
        amount: "19.99",
      })
    }
  )

  it("keep a quantity of zero", () => {
    expect(read({ quantity: 0 })).toMatchObject({ quantity: "0", amount: "0" })
  })

  it("keep fractions of a cent, as Medusa multiplies them", () => {
    expect(read({ unit_price: "1.005", quantity: 3 })).toMatchObject({
      price: { withTax: "0", withoutTax: "3.015" },
      amount: "3.015",
    })
  })

  it.each([Number.NaN, "a lot", "", {}])(
    "return NaN for a price that is not a number (%j), without throwing",
    (unit_price) => {
      expect(read({ unit_price })).toMatchObject({
        price: { withoutTax: "NaN" },
        amount: "NaN",
      })
    }
  )

  it("read a missing price as zero", () => {
    expect(read({ unit_price: undefined })?.amount).toBe("0")
  })

  it.each([undefined, null, ""])(
    "return no product for a custom line (product_id: %j)",
    (product_id) => {
      expect(read({ product_id })?.productId).toBeUndefined()
    }
  )

  it("return an empty currency where Medusa gives none", () => {
    expect(read({ currency_code: undefined })?.currencyCode).toBe("")
  })

  it("return no rates where Medusa gives none", () => {
    const { line_item } = shirt()
    const line = { line_item } as ItemTaxCalculationLine
    expect(toTaxableLines([line], [])[0]?.rates).toEqual([])
  })

  it("ignore a product and a quantity of a shipping method", () => {
    const [line] = toTaxableLines(
      [],
      [parcel({ product_id: "prod_01JSHIRT", quantity: 4 })]
    ).map(toPlain)
    expect(line).toMatchObject({ quantity: "1", amount: "9.5" })
    expect(line?.productId).toBeUndefined()
  })
})
