import type {
  ItemTaxCalculationLine,
  ShippingTaxCalculationLine,
  TaxRateDTO,
} from "@medusajs/framework/types"
import { BigNumber } from "@medusajs/framework/utils"
import { type TaxableLine, toAskedLines, toTaxableLine } from "./taxable-lines"

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
const plain = ({ quantity, price, amount, ...line }: TaxableLine) => ({
  ...line,
  quantity: quantity.toFixed(),
  price: {
    withTax: price.withTax.toFixed(),
    withoutTax: price.withoutTax.toFixed(),
  },
  amount: amount.toFixed(),
})

const toTaxableLines = (...asked: Parameters<typeof toAskedLines>) =>
  toAskedLines(...asked).map(toTaxableLine)

const read = (fields: Record<string, unknown>) =>
  toTaxableLines([shirt(fields)], []).map(plain)[0]

describe("the lines that Medusa asks about", () => {
  it("puts items and shipping methods in one shape, items first", () => {
    expect(toTaxableLines([shirt()], [parcel()]).map(plain)).toEqual([
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

  it("has none for none", () => {
    expect(toTaxableLines([], [])).toEqual([])
  })

  it.each([
    ["a number", 19.99],
    ["a string", "19.99"],
    ["Medusa's BigNumber", new BigNumber("19.99")],
    ["a raw value as stored", { value: "19.99", precision: 20 }],
  ])("reads %s as price and as quantity", (_, value) => {
    expect(read({ unit_price: value, quantity: 3 })).toMatchObject({
      amount: "59.97",
    })
    expect(read({ unit_price: 100, quantity: value })).toMatchObject({
      quantity: "19.99",
      amount: "1999",
    })
  })

  it("multiplies exactly, without binary fractions", () => {
    expect(read({ unit_price: 0.1, quantity: 3 })?.amount).toBe("0.3")
    expect(read({ unit_price: 1.1, quantity: 1.1 })?.amount).toBe("1.21")
  })

  it.each([undefined, null])(
    "counts an order edit's item, quantity %s, as one unit",
    (quantity) => {
      expect(read({ quantity })).toMatchObject({
        quantity: "1",
        amount: "19.99",
      })
    }
  )

  it("keeps a quantity of zero", () => {
    expect(read({ quantity: 0 })).toMatchObject({ quantity: "0", amount: "0" })
  })

  it("keeps what is below the cent, as Medusa multiplies it", () => {
    expect(read({ unit_price: "1.005", quantity: 3 })).toMatchObject({
      price: { withTax: "0", withoutTax: "3.015" },
      amount: "3.015",
    })
  })

  it.each([Number.NaN, "a lot", "", {}])(
    "leaves a price that is no number (%j) NaN, without a throw",
    (unit_price) => {
      expect(read({ unit_price })).toMatchObject({
        price: { withoutTax: "NaN" },
        amount: "NaN",
      })
    }
  )

  it("reads a line without a price as worth nothing", () => {
    expect(read({ unit_price: undefined })?.amount).toBe("0")
  })

  it.each([undefined, null, ""])(
    "has no product for a custom line (product_id: %j)",
    (product_id) => {
      expect(read({ product_id })?.productId).toBeUndefined()
    }
  )

  it("has an empty currency where Medusa gives none", () => {
    expect(read({ currency_code: undefined })?.currencyCode).toBe("")
  })

  it("has no rates where Medusa gives none", () => {
    const { line_item } = shirt()
    const line = { line_item } as ItemTaxCalculationLine
    expect(toTaxableLines([line], [])[0]?.rates).toEqual([])
  })

  it("does not let a shipping method have a product or a quantity", () => {
    const [line] = toTaxableLines(
      [],
      [parcel({ product_id: "prod_01JSHIRT", quantity: 4 })]
    ).map(plain)
    expect(line).toMatchObject({ quantity: "1", amount: "9.5" })
    expect(line?.productId).toBeUndefined()
  })
})
