import { MathBN } from "@medusajs/framework/utils"
import { isCategoryPair } from "../../../integration-tests/sandbox/contract/categories"
import { estimateRefusals } from "../../../integration-tests/sandbox/contract/estimate-rules"
import { bodyRefusals } from "../../../integration-tests/sandbox/contract/schema-check"
import { resolveOptions } from "../../options"
import {
  type EstimateRequestInput,
  toEstimateRequest,
} from "./estimate-request"
import type { TaxableLine } from "../cart/taxable-line"

const shirts = (fields: Partial<TaxableLine> = {}): TaxableLine => ({
  kind: "item",
  id: "cali_01JSHIRT",
  productId: "prod_01JSHIRT",
  quantity: MathBN.convert(2),
  price: { withTax: MathBN.convert(0), withoutTax: MathBN.convert("39.98") },
  amount: MathBN.convert("39.98"),
  currencyCode: "USD",
  rates: [],
  ...fields,
})

const parcel = (fields: Partial<TaxableLine> = {}): TaxableLine =>
  shirts({
    kind: "shipping",
    id: "casm_01JPARCEL",
    productId: undefined,
    quantity: MathBN.convert(1),
    amount: MathBN.convert("9.50"),
    ...fields,
  })

const input = (
  fields: Partial<EstimateRequestInput> = {}
): EstimateRequestInput => ({
  externalId: "cart_01JAUSTIN",
  date: new Date("2026-03-14T15:09:26.535Z"),
  lines: [shirts(), parcel()],
  address: {
    type: "SHIP_TO",
    street_1: "1100 Congress Ave",
    city: "Austin",
    state: "TX",
    postal_code: "78701",
    country: "US",
  },
  shipping: {
    category: "Misc",
    subcategory: "Shipping - Title transfer at time of Sales",
  },
  fallback: { category: "Physical", subcategory: "General Physical" },
  classifiedProducts: new Set(),
  ...fields,
})

const itemsOf = (fields: Partial<EstimateRequestInput>) =>
  toEstimateRequest(input(fields)).transaction_items

describe("toEstimateRequest", () => {
  it("returns exactly the body of POST /v1/tax/estimate", () => {
    expect(toEstimateRequest(input())).toEqual({
      date: "2026-03-14T15:09:26.535Z",
      external_id: "cart_01JAUSTIN",
      currency: "USD",
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
        {
          external_id: "cali_01JSHIRT",
          date: "2026-03-14T15:09:26.535Z",
          external_product_id: "prod_01JSHIRT",
          product_category: "Physical",
          product_subcategory: "General Physical",
          quantity: 2,
          amount: 39.98,
        },
        {
          external_id: "casm_01JPARCEL",
          date: "2026-03-14T15:09:26.535Z",
          product_category: "Misc",
          product_subcategory: "Shipping - Title transfer at time of Sales",
          quantity: 1,
          amount: 9.5,
        },
      ],
    })
  })

  it("sends the customer, by whom Kintsugi finds exemptions", () => {
    const request = toEstimateRequest(input({ customer: { id: "cus_01JANE" } }))
    expect(request.customer).toEqual({ external_id: "cus_01JANE" })
  })

  it.each([
    ["goods", false, "XI1"],
    ["an e-book", true, "GB1"],
    ["unknown goods", undefined, "XI1"],
  ])(
    "sends the tax id that counts for %s in Northern Ireland",
    (_, shipsNothing, registration_number) => {
      const request = toEstimateRequest(
        input({
          address: {
            type: "SHIP_TO",
            state: "",
            postal_code: "BT1 5GS",
            country: "GB",
          },
          shipsNothing,
          customer: {
            id: "cus_01JANE",
            taxIds: [
              { country: "GB", number: "GB1" },
              { country: "XI", number: "XI1" },
            ],
          },
        })
      )
      expect(request.customer).toMatchObject({ registration_number })
    }
  )

  it("sends no customer for a guest", () => {
    expect(
      toEstimateRequest(input({ customer: undefined }))
    ).not.toHaveProperty("customer")
  })

  it("sends a product that Kintsugi knows without a category", () => {
    const classifiedProducts = new Set(["prod_01JSHIRT"])
    const [item] = itemsOf({ classifiedProducts })
    expect(item).toMatchObject({ external_product_id: "prod_01JSHIRT" })
    expect(item).not.toHaveProperty("product_category")
    expect(item).not.toHaveProperty("product_subcategory")
  })

  it("sends products that Kintsugi does not know with the default category", () => {
    const classifiedProducts = new Set(["prod_01JMUG"])
    const fallback = { category: "Physical", subcategory: "General Clothing" }
    expect(itemsOf({ classifiedProducts, fallback })[0]).toMatchObject({
      external_product_id: "prod_01JSHIRT",
      product_category: "Physical",
      product_subcategory: "General Clothing",
    })
  })

  it("sends a custom line with the default category and without a product", () => {
    const [item] = itemsOf({ lines: [shirts({ productId: undefined })] })
    expect(item).toMatchObject({
      product_category: "Physical",
      product_subcategory: "General Physical",
    })
    expect(item).not.toHaveProperty("external_product_id")
  })

  it("sends the title and the SKU of a line", () => {
    const lines = [
      shirts({ title: "Oxford Shirt", sku: "SHIRT-OX-M" }),
      parcel({ title: "Parcel" }),
    ]
    const [item, shipping] = itemsOf({ lines })
    expect(item).toMatchObject({
      product_name: "Oxford Shirt",
      description: "SHIRT-OX-M",
    })
    expect(shipping).toMatchObject({ product_name: "Parcel" })
    expect(shipping).not.toHaveProperty("description")
  })

  it.each([
    ["that Kintsugi knows", new Set(["prod_01JSHIRT"])],
    ["that Kintsugi does not know", new Set<string>()],
  ])(
    "sends a product %s as the merchant classified it",
    (_, classifiedProducts) => {
      const classification = {
        category: "Physical",
        subcategory: "General Clothing",
      }
      const lines = [shirts({ classification })]
      expect(itemsOf({ lines, classifiedProducts })[0]).toMatchObject({
        external_product_id: "prod_01JSHIRT",
        product_category: "Physical",
        product_subcategory: "General Clothing",
      })
    }
  )

  it("sends shipping in the category that the store chose", () => {
    const shipping = {
      category: "Misc",
      subcategory: "Shipping and handling combined",
    }
    expect(itemsOf({ lines: [parcel()], shipping })[0]).toMatchObject({
      product_category: "Misc",
      product_subcategory: "Shipping and handling combined",
    })
  })

  it("sends the line's total as the amount, in addition to the quantity", () => {
    const lines = [
      shirts({
        quantity: MathBN.convert("2.5"),
        amount: MathBN.convert("0.03"),
      }),
    ]
    expect(itemsOf({ lines })[0]).toMatchObject({ quantity: 2.5, amount: 0.03 })
  })

  it.each([
    ["USD", "3.015", 3.02],
    ["USD", "1.005", 1.01],
    ["USD", "0.004", 0],
    ["JPY", "1000.5", 1001],
    ["KWD", "1.2345", 1.23],
    ["KWD", "1.235", 1.24],
  ])(
    "rounds the total half up to the digits of %s, at most two",
    (currencyCode, total, amount) => {
      const lines = [shirts({ currencyCode, amount: MathBN.convert(total) })]
      expect(itemsOf({ lines })[0]).toMatchObject({ amount })
    }
  )
})

describe("toEstimateRequest returns a body that the contract accepts, for", () => {
  const refusals = (fields: Partial<EstimateRequestInput>) => {
    // The body as it is sent.
    const body = JSON.parse(JSON.stringify(toEstimateRequest(input(fields))))
    return [
      ...bodyRefusals("TransactionEstimatePublicRequest", body),
      ...estimateRefusals(body, (id) => id === "prod_01JKNOWN"),
    ]
  }

  it.each<[string, Partial<EstimateRequestInput>]>([
    ["items and shipping", {}],
    ["shipping only", { lines: [parcel()] }],
    [
      "a known product",
      {
        classifiedProducts: new Set(["prod_01JKNOWN"]),
        lines: [shirts({ productId: "prod_01JKNOWN" })],
      },
    ],
    ["a custom line", { lines: [shirts({ productId: undefined })] }],
    ["a free line", { lines: [shirts({ amount: MathBN.convert(0) })] }],
    ["a credit", { lines: [shirts({ amount: MathBN.convert("-19.99") })] }],
    ["a customer", { customer: { id: "cus_01JANE" } }],
    [
      "a line with title, SKU and classification",
      {
        lines: [
          shirts({
            title: "Oxford Shirt",
            sku: "SHIRT-OX-M",
            classification: {
              category: "Physical",
              subcategory: "General Clothing",
            },
          }),
        ],
      },
    ],
    [
      "a billing address only",
      {
        address: {
          type: "BILL_TO",
          state: "TX",
          postal_code: "78701",
          country: "US",
        },
      },
    ],
    [
      "yen",
      {
        lines: [
          shirts({ amount: MathBN.convert("4000"), currencyCode: "JPY" }),
        ],
      },
    ],
    [
      "an address in Germany, where the state is empty",
      {
        address: {
          type: "SHIP_TO",
          city: "Berlin",
          state: "",
          postal_code: "10117",
          country: "DE",
        },
      },
    ],
  ])("%s", (_, fields) => {
    expect(refusals(fields)).toEqual([])
  })

  it("the default categories, but not for unknown ones", () => {
    const options = resolveOptions({})
    expect(
      isCategoryPair(options.defaultCategory, options.defaultSubcategory)
    ).toBe(true)
    expect(
      isCategoryPair(options.shippingCategory, options.shippingSubcategory)
    ).toBe(true)
    expect(
      refusals({ fallback: { category: "Physical", subcategory: "Shirts" } })
    ).not.toEqual([])
  })
})
