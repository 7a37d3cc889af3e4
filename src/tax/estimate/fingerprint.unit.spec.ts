import { MathBN } from "@medusajs/framework/utils"
import type { DestinationAddress } from "../address/read-address"
import { type FingerprintInput, fingerprintOf } from "./fingerprint"
import type { TaxableLine } from "../cart/taxable-line"

const decimal = (amount: string) => MathBN.convert(amount)

const shirts = (fields: Partial<TaxableLine> = {}): TaxableLine => ({
  kind: "item",
  id: "cali_01JSHIRT",
  productId: "prod_01JSHIRT",
  title: "Oxford Shirt",
  sku: "SHIRT-OX-M",
  classification: { category: "Physical", subcategory: "General Clothing" },
  quantity: decimal("2"),
  price: { withTax: decimal("0"), withoutTax: decimal("39.98") },
  amount: decimal("39.98"),
  currencyCode: "USD",
  rates: [],
  ...fields,
})

const mug = (fields: Partial<TaxableLine> = {}) =>
  shirts({
    id: "cali_01JMUG",
    productId: "prod_01JMUG",
    title: "Mug",
    sku: "MUG",
    classification: undefined,
    quantity: decimal("1"),
    price: { withTax: decimal("0"), withoutTax: decimal("12") },
    amount: decimal("12"),
    ...fields,
  })

const parcel = (fields: Partial<TaxableLine> = {}) =>
  shirts({
    kind: "shipping",
    id: "casm_01JPARCEL",
    productId: undefined,
    title: "Parcel",
    sku: undefined,
    classification: undefined,
    quantity: decimal("1"),
    price: { withTax: decimal("0"), withoutTax: decimal("9.5") },
    amount: decimal("9.5"),
    ...fields,
  })

const AUSTIN: DestinationAddress = {
  type: "SHIP_TO",
  street_1: "1100 Congress Ave",
  street_2: "Floor 2",
  city: "Austin",
  state: "TX",
  postal_code: "78701",
  country: "US",
}

const cart = (fields: Partial<FingerprintInput> = {}): FingerprintInput => ({
  lines: [shirts(), mug(), parcel()],
  address: AUSTIN,
  customer: { id: "cus_01JANE" },
  ...fields,
})

const hashOf = (fields: Partial<FingerprintInput> = {}) =>
  fingerprintOf(cart(fields)).fingerprint

describe("identify, fingerprint", () => {
  it("is the same if a discount differs in its tenth digit", () => {
    const discounted = (withTax: string) =>
      fingerprintOf(
        cart({
          lines: [
            mug({
              price: { withTax: decimal(withTax), withoutTax: decimal("0") },
            }),
          ],
        })
      ).fingerprint
    expect(discounted("284.4531119366286")).toBe(
      discounted("284.4531118884993")
    )
    expect(discounted("284.453112")).not.toBe(discounted("284.453122"))
  })

  it("is short, and safe in a cache key", () => {
    expect(hashOf()).toMatch(/^[\w-]{32}$/)
  })

  it.each<[string, Partial<FingerprintInput>]>([
    ["that is read again", {}],
    [
      "with other ids",
      {
        lines: [
          shirts({ id: "cali_01K1" }),
          mug({ id: "cali_01K2" }),
          parcel({ id: "casm_01K3" }),
        ],
      },
    ],
    ["in another order", { lines: [parcel(), mug(), shirts()] }],
    [
      "with other ids in another order",
      {
        lines: [
          mug({ id: "cali_01K1" }),
          parcel({ id: "casm_01K3" }),
          shirts({ id: "cali_01K2" }),
        ],
      },
    ],
    [
      "with its numbers written differently",
      {
        lines: [
          shirts({
            quantity: decimal("2.0"),
            price: { withTax: decimal("0E-9"), withoutTax: decimal("39.980") },
            amount: decimal("39.980"),
          }),
          mug(),
          parcel(),
        ],
      },
    ],
    [
      "with other rates of the store's own",
      {
        lines: [
          shirts({ rates: [{ rate: 8.25 }] as TaxableLine["rates"] }),
          mug(),
          parcel(),
        ],
      },
    ],
    [
      "with its address in another order",
      {
        address: {
          country: "US",
          postal_code: "78701",
          state: "TX",
          city: "Austin",
          street_2: "Floor 2",
          street_1: "1100 Congress Ave",
          type: "SHIP_TO",
        },
      },
    ],
  ])("is the same for the same cart %s", (_, fields) => {
    expect(hashOf(fields)).toBe(hashOf())
  })

  const withShirts = (fields: Partial<TaxableLine>) => ({
    lines: [shirts(fields), mug(), parcel()],
  })
  const withAddress = (fields: Partial<DestinationAddress>) => ({
    address: { ...AUSTIN, ...fields },
  })

  it.each<[string, Partial<FingerprintInput>]>([
    ["customer", { customer: { id: "cus_01JOHN" } }],
    [
      "customer's exemptions",
      { customer: { id: "cus_01JANE", version: "2026-11-23" } },
    ],
    [
      "customer's group",
      { customer: { id: "cus_01JANE", exemptBecause: "Reseller" } },
    ],
    [
      "customer's business tax id",
      {
        customer: {
          id: "cus_01JANE",
          taxIds: [{ country: "US", number: "12-3456789" }],
        },
      },
    ],
    [
      "customer's exemption in a state",
      {
        customer: {
          id: "cus_01JANE",
          exemptions: [
            {
              country: "US",
              state: "TX",
              from: null,
              until: null,
              organizationId: "orgn_1",
            },
          ] as never,
        },
      },
    ],
    ["settings", { settings: "others" }],
    ["customer (a guest)", { customer: undefined }],
    ["address type", withAddress({ type: "BILL_TO" })],
    ["street", withAddress({ street_1: "1101 Congress Ave" })],
    ["second street line", withAddress({ street_2: "Floor 3" })],
    ["city", withAddress({ city: "Round Rock" })],
    ["state", withAddress({ state: "OK" })],
    ["postal code", withAddress({ postal_code: "78702" })],
    ["country", withAddress({ country: "CA" })],
    [
      "currency",
      {
        lines: cart().lines.map((line) => ({ ...line, currencyCode: "CAD" })),
      },
    ],
    ["kind", withShirts({ kind: "shipping" })],
    ["product", withShirts({ productId: "prod_01JMUG" })],
    ["product (none)", withShirts({ productId: undefined })],
    ["title", withShirts({ title: "Oxford Coat" })],
    ["SKU", withShirts({ sku: "SHIRT-OX-L" })],
    [
      "category",
      withShirts({
        classification: {
          category: "Digital",
          subcategory: "General Clothing",
        },
      }),
    ],
    [
      "subcategory",
      withShirts({
        classification: {
          category: "Physical",
          subcategory: "General Physical",
        },
      }),
    ],
    ["classification (none)", withShirts({ classification: undefined })],
    ["quantity", withShirts({ quantity: decimal("1") })],
    [
      "price",
      withShirts({
        price: { withTax: decimal("0"), withoutTax: decimal("39.97") },
      }),
    ],
    [
      "price below the cent",
      withShirts({
        price: { withTax: decimal("0"), withoutTax: decimal("39.9801") },
      }),
    ],
    [
      "price that includes tax",
      withShirts({
        price: { withTax: decimal("39.98"), withoutTax: decimal("0") },
      }),
    ],
    [
      "price of which a part includes tax",
      withShirts({
        price: { withTax: decimal("43.98"), withoutTax: decimal("-4") },
      }),
    ],
    ["number of lines", { lines: [shirts(), mug()] }],
    ["repeated line", { lines: [shirts(), mug(), mug(), parcel()] }],
  ])("differs by the %s", (_, fields) => {
    expect(hashOf(fields)).not.toBe(hashOf())
  })

  it("differs for fields that would be equal when concatenated", () => {
    const hashWith = (title: string, sku: string) =>
      hashOf({ lines: [shirts({ title, sku })] })
    expect(hashWith("Shirt", "M-1")).not.toBe(hashWith("ShirtM", "-1"))
    expect(hashWith('Shirt","M', "1")).not.toBe(hashWith("Shirt", 'M","1'))
    expect(
      hashOf(withAddress({ street_1: "5 Main", street_2: "St", city: "A" }))
    ).not.toBe(hashOf(withAddress({ street_1: "5", street_2: "Main St" })))
  })

  it("differs for two carts whose lines have swapped a field", () => {
    const one = [shirts(), mug()]
    const other = [
      shirts({ quantity: mug().quantity }),
      mug({ quantity: shirts().quantity }),
    ]
    expect(hashOf({ lines: one })).not.toBe(hashOf({ lines: other }))
  })
})

describe("identify, order", () => {
  const orderOf = (lines: TaxableLine[]) => fingerprintOf(cart({ lines })).order

  const inOrder = (lines: TaxableLine[]) =>
    orderOf(lines).map((index) => lines[index]?.title)

  it("contains each line once", () => {
    expect(orderOf([shirts(), mug(), parcel()]).sort()).toEqual([0, 1, 2])
    expect(orderOf([])).toEqual([])
  })

  it("sorts lines by content, whatever their ids and order", () => {
    const order = inOrder([shirts(), mug(), parcel()])
    expect(inOrder([parcel(), mug(), shirts()])).toEqual(order)
    expect(
      inOrder([mug({ id: "z" }), shirts({ id: "a" }), parcel({ id: "m" })])
    ).toEqual(order)
  })

  it("keeps equal lines in the given order", () => {
    expect(
      orderOf([mug({ id: "b" }), mug({ id: "a" }), mug({ id: "c" })])
    ).toEqual([0, 1, 2])
  })

  it("does not change its input", () => {
    const lines = [shirts(), mug(), parcel()]
    orderOf(lines)
    expect(lines.map(({ title }) => title)).toEqual([
      "Oxford Shirt",
      "Mug",
      "Parcel",
    ])
  })
})
