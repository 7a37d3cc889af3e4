import { BigNumber } from "@medusajs/framework/utils"
import {
  type CartToTax,
  type ItemOfCart,
  type LineInContext,
  type ShippingMethodOfCart,
  fromLinesInContext,
  toLinesInContext,
} from "./cart-lines"
import type { TaxableLine } from "./taxable-lines"

const shirts = (fields: Partial<ItemOfCart> = {}): ItemOfCart => ({
  id: "cali_01JSHIRT",
  title: "M / White",
  product_title: "Oxford Shirt",
  product_id: "prod_01JSHIRT",
  variant_sku: "SHIRT-OX-M",
  quantity: 2,
  unit_price: 19.99,
  is_tax_inclusive: false,
  is_giftcard: false,
  adjustments: [],
  ...fields,
})

const parcel = (
  fields: Partial<ShippingMethodOfCart> = {}
): ShippingMethodOfCart => ({
  id: "casm_01JPARCEL",
  name: "Parcel",
  amount: 9.5,
  is_tax_inclusive: false,
  adjustments: [],
  ...fields,
})

const cart = (fields: Partial<CartToTax> = {}): CartToTax => ({
  id: "cart_01JAUSTIN",
  currency_code: "usd",
  items: [shirts()],
  shipping_methods: [parcel()],
  ...fields,
})

const item = (fields: Partial<ItemOfCart>) =>
  toLinesInContext(
    cart({ items: [shirts(fields)], shipping_methods: [] })
  )[0] as LineInContext

const method = (fields: Partial<ShippingMethodOfCart>) =>
  toLinesInContext(
    cart({ items: [], shipping_methods: [parcel(fields)] })
  )[0] as LineInContext

const off = (amount: number, is_tax_inclusive = false) => ({
  amount,
  is_tax_inclusive,
})

describe("toLinesInContext", () => {
  it("has all lines of a cart, items first", () => {
    expect(toLinesInContext(cart())).toEqual([
      {
        kind: "item",
        id: "cali_01JSHIRT",
        product_id: "prod_01JSHIRT",
        title: "Oxford Shirt",
        sku: "SHIRT-OX-M",
        classification: undefined,
        quantity: "2",
        with_tax: "0",
        without_tax: "39.98",
      },
      {
        kind: "shipping",
        id: "casm_01JPARCEL",
        title: "Parcel",
        quantity: "1",
        with_tax: "0",
        without_tax: "9.5",
      },
    ])
  })

  it.each([
    ["nothing", { items: [], shipping_methods: [] }],
    ["neither", { items: undefined, shipping_methods: undefined }],
    ["null", { items: null, shipping_methods: null }],
  ])("has none for a cart with %s in it", (_, fields) => {
    expect(toLinesInContext(cart(fields))).toEqual([])
  })

  it("leaves gift cards out, as Medusa does", () => {
    const giftCard = shirts({ id: "cali_01JGIFT", is_giftcard: true })
    const lines = toLinesInContext(cart({ items: [giftCard, shirts()] }))
    expect(lines.map(({ id }) => id)).toEqual([
      "cali_01JSHIRT",
      "casm_01JPARCEL",
    ])
  })

  it("calls a custom line by its own title", () => {
    const custom = item({
      product_id: null,
      product_title: null,
      variant_sku: null,
      title: "Engraving",
    })
    expect(custom).toMatchObject({ title: "Engraving" })
    expect(custom.product_id).toBeUndefined()
    expect(custom.sku).toBeUndefined()
  })

  it("has no title where there is none", () => {
    expect(item({ title: null, product_title: null }).title).toBeUndefined()
    expect(method({ name: null }).title).toBeUndefined()
  })

  it("says what the merchant classified the product as", () => {
    const clothing = {
      category: "Physical",
      subcategory: "General Clothing",
    }
    const mug = shirts({ id: "cali_01JMUG", product_id: "prod_01JMUG" })
    const custom = shirts({ id: "cali_01JCUSTOM", product_id: null })
    const lines = toLinesInContext(
      cart({ items: [shirts(), mug, custom] }),
      new Map([["prod_01JSHIRT", clothing]])
    )
    expect(lines.map(({ classification }) => classification)).toEqual([
      clothing,
      undefined,
      undefined,
      undefined,
    ])
  })

  it("multiplies exactly, without binary fractions", () => {
    expect(item({ unit_price: 0.1, quantity: 3 }).without_tax).toBe("0.3")
    expect(item({ unit_price: 1.1, quantity: 1.1 }).without_tax).toBe("1.21")
  })

  it("keeps what is below the cent", () => {
    expect(item({ unit_price: "1.005", quantity: 3 }).without_tax).toBe("3.015")
  })

  it("never writes an exponent", () => {
    const large = item({ unit_price: "1e21", quantity: 1 })
    expect(large.without_tax).toBe("1000000000000000000000")
    expect(item({ unit_price: "1e-9", quantity: 1 }).without_tax).toBe(
      "0.000000001"
    )
  })
})

describe("a tax-inclusive price", () => {
  it("is the part that tax is included in", () => {
    expect(item({ is_tax_inclusive: true })).toMatchObject({
      with_tax: "39.98",
      without_tax: "0",
    })
    expect(method({ is_tax_inclusive: true })).toMatchObject({
      with_tax: "9.5",
      without_tax: "0",
    })
  })
})

describe("a discount", () => {
  it.each([
    ["net off a net price", false, [off(4)], "0", "35.98"],
    ["gross off a gross price", true, [off(4, true)], "35.98", "0"],
    ["net off a gross price", true, [off(4)], "39.98", "-4"],
    ["gross off a net price", false, [off(4, true)], "-4", "39.98"],
    [
      "one of each kind",
      true,
      [off(4, true), off(1.5), off(0.48, true)],
      "35.5",
      "-1.5",
    ],
    ["all of it, gross", true, [off(39.98, true)], "0", "0"],
    ["all of it, net", false, [off(39.98)], "0", "0"],
  ])("comes off: %s", (_, is_tax_inclusive, adjustments, withTax, without) => {
    expect(item({ is_tax_inclusive, adjustments })).toMatchObject({
      with_tax: withTax,
      without_tax: without,
    })
  })

  it("comes off shipping, too", () => {
    expect(method({ adjustments: [off(2.5), off(1)] })).toMatchObject({
      with_tax: "0",
      without_tax: "6",
    })
    expect(
      method({ is_tax_inclusive: true, adjustments: [off(2.5, true)] })
    ).toMatchObject({ with_tax: "7", without_tax: "0" })
  })

  it("of which nothing says that tax is included is net", () => {
    expect(
      item({ adjustments: [{ amount: 4, is_tax_inclusive: null }] })
    ).toMatchObject({ with_tax: "0", without_tax: "35.98" })
  })

  it.each([
    ["net", false, [off(50)]],
    ["gross", true, [off(50, true)]],
    ["net off a gross price", true, [off(50)]],
    ["gross off a net price", false, [off(50, true)]],
  ])(
    "larger than the price leaves nothing to tax, not a credit: %s",
    (_, is_tax_inclusive, adjustments) => {
      expect(item({ is_tax_inclusive, adjustments })).toMatchObject({
        with_tax: "0",
        without_tax: "0",
      })
      expect(method({ is_tax_inclusive, adjustments })).toMatchObject({
        with_tax: "0",
        without_tax: "0",
      })
    }
  )

  it("leaves a credit what it is", () => {
    expect(item({ unit_price: -19.99, quantity: 1 })).toMatchObject({
      with_tax: "0",
      without_tax: "-19.99",
    })
  })

  it.each([undefined, null])("may be missing (%s)", (adjustments) => {
    expect(item({ adjustments }).without_tax).toBe("39.98")
    expect(method({ adjustments }).without_tax).toBe("9.5")
  })
})

describe("raw values", () => {
  const raw = (value: string) => ({ value, precision: 20 })

  it("are preferred, as they are exact", () => {
    expect(
      item({
        unit_price: 0.333333,
        raw_unit_price: raw("0.3333333333333333333"),
        quantity: 3.1,
        raw_quantity: raw("3"),
        adjustments: [
          { amount: 0.1, raw_amount: raw("0.0999999999999999999") },
        ],
      })
    ).toMatchObject({ quantity: "3", without_tax: "0.9" })
    expect(
      method({ amount: 9.5, raw_amount: raw("9.4999999999999999") })
    ).toMatchObject({ without_tax: "9.4999999999999999" })
  })

  it.each([
    ["a number", 19.99],
    ["a string", "19.99"],
    ["Medusa's BigNumber", new BigNumber("19.99")],
    ["a raw value", raw("19.99")],
  ])("or %s are read", (_, unit_price) => {
    expect(item({ unit_price, raw_unit_price: null }).without_tax).toBe("39.98")
  })
})

describe("fromLinesInContext", () => {
  const RATES = [{ id: "txr_01JTEXAS", rate: 8.25 }] as TaxableLine["rates"]

  const read = (source: CartToTax) =>
    fromLinesInContext(
      JSON.parse(JSON.stringify(toLinesInContext(source))) as LineInContext[],
      "USD",
      new Map([["cali_01JSHIRT", RATES]])
    )

  it("has the lines as they were, with the store's own rates", () => {
    const [item, shipping] = read(cart())
    expect(item).toMatchObject({
      kind: "item",
      id: "cali_01JSHIRT",
      productId: "prod_01JSHIRT",
      title: "Oxford Shirt",
      sku: "SHIRT-OX-M",
      currencyCode: "USD",
      rates: RATES,
    })
    expect(shipping).toMatchObject({
      kind: "shipping",
      id: "casm_01JPARCEL",
      title: "Parcel",
      currencyCode: "USD",
      rates: [],
    })
    expect(shipping?.productId).toBeUndefined()
  })

  it.each([
    ["19.99", 2, [], "39.98"],
    ["0.3333333333333333333", 3, [], "0.9999999999999999999"],
    ["12345678901234567.89", 7, [], "86419752308641975.23"],
    ["19.99", 2, [off(4)], "35.98"],
  ])(
    "is exact through JSON: %s × %i less %j",
    (unit_price, quantity, adjustments, expected) => {
      const items = [shirts({ unit_price, quantity, adjustments })]
      const [line] = read(cart({ items }))
      expect(line?.quantity.toFixed()).toBe(String(quantity))
      expect(line?.price.withTax.toFixed()).toBe("0")
      expect(line?.price.withoutTax.toFixed()).toBe(expected)
      expect(line?.amount.toFixed()).toBe(expected)
    }
  )

  it("adds the two parts of a price up for the amount", () => {
    const items = [shirts({ is_tax_inclusive: true, adjustments: [off(4)] })]
    const [line] = read(cart({ items }))
    expect(line?.price.withTax.toFixed()).toBe("39.98")
    expect(line?.price.withoutTax.toFixed()).toBe("-4")
    expect(line?.amount.toFixed()).toBe("35.98")
  })

  it("keeps the classification", () => {
    const classification = {
      category: "Physical",
      subcategory: "General Clothing",
    }
    const lines = toLinesInContext(
      cart(),
      new Map([["prod_01JSHIRT", classification]])
    )
    const [item] = fromLinesInContext(
      JSON.parse(JSON.stringify(lines)) as LineInContext[],
      "USD",
      new Map()
    )
    expect(item?.classification).toEqual(classification)
  })
})
