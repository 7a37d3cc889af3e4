import { BigNumber, MathBN } from "@medusajs/framework/utils"
import {
  type SerializableCart,
  type ItemOfCart,
  type SerializedLine,
  type ShippingMethodOfCart,
  deserializeLines,
  toAmountWithTax,
  serializeLines,
  toStoredDiscount,
} from "./cart-lines"
import type { TaxableLine } from "./taxable-line"

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

const cart = (fields: Partial<SerializableCart> = {}): SerializableCart => ({
  id: "cart_01JAUSTIN",
  currency_code: "usd",
  items: [shirts()],
  shipping_methods: [parcel()],
  ...fields,
})

const item = (fields: Partial<ItemOfCart>) =>
  serializeLines(
    cart({ items: [shirts(fields)], shipping_methods: [] })
  )[0] as SerializedLine

const method = (fields: Partial<ShippingMethodOfCart>) =>
  serializeLines(
    cart({ items: [], shipping_methods: [parcel(fields)] })
  )[0] as SerializedLine

const off = (amount: number, is_tax_inclusive = false) => ({
  amount,
  is_tax_inclusive,
})

describe("serializeLines", () => {
  it("returns all lines of a cart, items first", () => {
    expect(serializeLines(cart())).toEqual([
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
    ["no lines", { items: [], shipping_methods: [] }],
    ["undefined lines", { items: undefined, shipping_methods: undefined }],
    ["null lines", { items: null, shipping_methods: null }],
  ])("returns no lines for a cart with %s", (_, fields) => {
    expect(serializeLines(cart(fields))).toEqual([])
  })

  it("excludes gift cards, as Medusa does", () => {
    const giftCard = shirts({ id: "cali_01JGIFT", is_giftcard: true })
    const lines = serializeLines(cart({ items: [giftCard, shirts()] }))
    expect(lines.map(({ id }) => id)).toEqual([
      "cali_01JSHIRT",
      "casm_01JPARCEL",
    ])
  })

  it("uses the own title of a custom line", () => {
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

  it("returns no title for a line without one", () => {
    expect(item({ title: null, product_title: null }).title).toBeUndefined()
    expect(method({ name: null }).title).toBeUndefined()
  })

  it("returns the merchant's classification of the product", () => {
    const clothing = {
      category: "Physical",
      subcategory: "General Clothing",
    }
    const mug = shirts({ id: "cali_01JMUG", product_id: "prod_01JMUG" })
    const custom = shirts({ id: "cali_01JCUSTOM", product_id: null })
    const lines = serializeLines(
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

  it("multiplies prices exactly, without binary fractions", () => {
    expect(item({ unit_price: 0.1, quantity: 3 }).without_tax).toBe("0.3")
    expect(item({ unit_price: 1.1, quantity: 1.1 }).without_tax).toBe("1.21")
  })

  it("keeps fractions of a cent", () => {
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

describe("serializeLines, with a tax-inclusive price", () => {
  it("returns the price as the part that includes tax", () => {
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

describe("serializeLines, with a discount", () => {
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
  ])("subtracts %s", (_, is_tax_inclusive, adjustments, withTax, without) => {
    expect(item({ is_tax_inclusive, adjustments })).toMatchObject({
      with_tax: withTax,
      without_tax: without,
    })
  })

  it("subtracts the discount from a shipping price", () => {
    expect(method({ adjustments: [off(2.5), off(1)] })).toMatchObject({
      with_tax: "0",
      without_tax: "6",
    })
    expect(
      method({ is_tax_inclusive: true, adjustments: [off(2.5, true)] })
    ).toMatchObject({ with_tax: "7", without_tax: "0" })
  })

  it("treats a discount without a tax flag as net", () => {
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
    "returns zero, not a credit, for a discount above the price: %s",
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

  it("keeps a credit", () => {
    expect(item({ unit_price: -19.99, quantity: 1 })).toMatchObject({
      with_tax: "0",
      without_tax: "-19.99",
    })
  })

  it.each([undefined, null])("accepts absent discounts (%s)", (adjustments) => {
    expect(item({ adjustments }).without_tax).toBe("39.98")
    expect(method({ adjustments }).without_tax).toBe("9.5")
  })
})

describe("serializeLines, with raw values", () => {
  const raw = (value: string) => ({ value, precision: 20 })

  it("prefers raw values, as they are exact", () => {
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
  ])("reads %s as a price", (_, unit_price) => {
    expect(item({ unit_price, raw_unit_price: null }).without_tax).toBe("39.98")
  })
})

describe("deserializeLines", () => {
  const RATES = [{ id: "txr_01JTEXAS", rate: 8.25 }] as TaxableLine["rates"]

  const read = (source: SerializableCart) =>
    deserializeLines(
      JSON.parse(JSON.stringify(serializeLines(source))) as SerializedLine[],
      "USD",
      new Map([["cali_01JSHIRT", RATES]])
    )

  it("restores the lines, with the store's own rates", () => {
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
    "keeps amounts exact through JSON: %s × %i less %j",
    (unit_price, quantity, adjustments, expected) => {
      const items = [shirts({ unit_price, quantity, adjustments })]
      const [line] = read(cart({ items }))
      expect(line?.quantity.toFixed()).toBe(String(quantity))
      expect(line?.price.withTax.toFixed()).toBe("0")
      expect(line?.price.withoutTax.toFixed()).toBe(expected)
      expect(line?.amount.toFixed()).toBe(expected)
    }
  )

  it("adds the two parts of a price to the amount", () => {
    const items = [shirts({ is_tax_inclusive: true, adjustments: [off(4)] })]
    const [line] = read(cart({ items }))
    expect(line?.price.withTax.toFixed()).toBe("39.98")
    expect(line?.price.withoutTax.toFixed()).toBe("-4")
    expect(line?.amount.toFixed()).toBe("35.98")
  })

  it("keeps the classification of a line", () => {
    const classification = {
      category: "Physical",
      subcategory: "General Clothing",
    }
    const lines = serializeLines(
      cart(),
      new Map([["prod_01JSHIRT", classification]])
    )
    const [item] = deserializeLines(
      JSON.parse(JSON.stringify(lines)) as SerializedLine[],
      "USD",
      new Map()
    )
    expect(item?.classification).toEqual(classification)
  })
})

describe("toStoredDiscount and toAmountWithTax", () => {
  const discount = { id: "casmadj_1", amount: 33.5 }
  const stored = {
    ...discount,
    ...toStoredDiscount(
      discount,
      MathBN.convert("39.92"),
      MathBN.convert("0.19")
    ),
  }

  it("store a shipping discount without tax, and restore its amount with tax", () => {
    expect(Number(stored.amount)).toBeCloseTo(33.546218487, 9)
    expect(toAmountWithTax(stored)).toMatchObject({
      id: "casmadj_1",
      amount: "39.92",
      is_tax_inclusive: true,
    })
  })

  it("leave the same shipping price at every rate", () => {
    for (const rate of ["0", "0.19", "0.189511"]) {
      const written = toStoredDiscount(
        discount,
        MathBN.convert("39.92"),
        MathBN.convert(rate)
      )
      const [line] = serializeLines({
        id: "cart_1",
        currency_code: "eur",
        shipping_methods: [
          {
            id: "casm_1",
            amount: 49.9,
            is_tax_inclusive: true,
            adjustments: [{ ...discount, ...written }],
          },
        ],
      })
      expect(line).toMatchObject({ with_tax: "9.98", without_tax: "0" })
    }
  })

  it("ignore a discount that other code has changed since", () => {
    const changed = { ...stored, amount: 12 }
    expect(toAmountWithTax(changed)).toBe(changed)
    expect(toAmountWithTax(discount)).toBe(discount)
    for (const metadata of [
      null,
      { kintsugi_discount: null },
      { kintsugi_discount: { with_tax: "39.92" } },
      { kintsugi_discount: { amount: stored.amount } },
    ]) {
      const broken = { ...stored, metadata }
      expect(toAmountWithTax(broken)).toBe(broken)
    }
  })
})
