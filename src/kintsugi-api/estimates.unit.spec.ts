import { estimateResponseSchema } from "./estimates"

const estimate = (fields: Record<string, unknown> = {}) => ({
  external_id: "cart_01JAUSTIN",
  currency: "USD",
  transaction_items: [{ external_id: "cali_01JSHIRT", tax_amount: "1.65" }],
  ...fields,
})

describe("estimateResponseSchema", () => {
  it.each([
    ["the bare object", estimate()],
    ["a page", { items: [estimate()], total: 1, page: 1, size: 50, pages: 1 }],
  ])("accepts %s", (_, body) => {
    expect(estimateResponseSchema.parse(body)).toMatchObject([
      {
        external_id: "cart_01JAUSTIN",
        currency: "USD",
        transaction_items: [
          { external_id: "cali_01JSHIRT", tax_amount: "1.65" },
        ],
      },
    ])
  })

  it("fills in the contract's defaults for an item's missing fields", () => {
    const [parsed] = estimateResponseSchema.parse(
      estimate({
        transaction_items: [{ tax_items: [{ name: "Texas State Tax" }] }],
      })
    )
    expect(parsed?.transaction_items).toEqual([
      {
        external_id: undefined,
        tax_amount: "0",
        taxable_amount: "0",
        tax_rate: "0",
        exempt: undefined,
        exempt_reason: undefined,
        tax_items: [
          {
            name: "Texas State Tax",
            rate: "0",
            amount: undefined,
            exempt: undefined,
            exempt_reason: undefined,
          },
        ],
      },
    ])
  })

  it("accepts a status of 100 characters, however many code units they take", () => {
    const status = "🧾".repeat(100)
    expect(
      estimateResponseSchema.parse(estimate({ addresses: [{ status }] }))[0]
        ?.addresses
    ).toEqual([{ type: undefined, status }])
  })

  it("accepts null for a missing rate or taxable amount", () => {
    const [parsed] = estimateResponseSchema.parse(
      estimate({
        transaction_items: [
          {
            tax_amount: "1.65",
            taxable_amount: null,
            tax_rate: null,
            tax_items: [
              { name: "Texas State Tax", rate: null, amount: "1.65" },
            ],
          },
        ],
      })
    )
    expect(parsed?.transaction_items).toMatchObject([
      {
        tax_amount: "1.65",
        taxable_amount: null,
        tax_rate: null,
        tax_items: [{ rate: null, amount: "1.65" }],
      },
    ])
  })

  it("accepts null for a missing optional field", () => {
    const [parsed] = estimateResponseSchema.parse(
      estimate({
        addresses: [{ type: null, status: null }],
        total_tax_amount_calculated: null,
        has_active_registration: null,
        transaction_items: [
          {
            external_id: null,
            exempt: null,
            exempt_reason: null,
            tax_items: null,
          },
        ],
      })
    )
    expect(parsed).toMatchObject({
      addresses: [{ type: undefined, status: undefined }],
      total_tax_amount_calculated: undefined,
      has_active_registration: undefined,
    })
    expect(parsed?.transaction_items[0]).toMatchObject({
      external_id: null,
      exempt: null,
      tax_items: null,
    })
  })

  it.each<[string, unknown]>([
    ["nothing", null],
    ["a text", "OK"],
    ["a list", [estimate()]],
    ["an empty object", {}],
    ["no lines", estimate({ transaction_items: undefined })],
    ["lines that are no list", estimate({ transaction_items: {} })],
    ["no currency", estimate({ currency: null })],
    [
      "a tax that is no number",
      estimate({ transaction_items: [{ tax_amount: "NaN" }] }),
    ],
    ["a null tax", estimate({ transaction_items: [{ tax_amount: null }] })],
    [
      "a jurisdiction without a name",
      estimate({
        transaction_items: [{ tax_items: [{ rate: "0.0625" }] }],
      }),
    ],
    [
      "a total that is no number",
      estimate({ total_tax_amount_calculated: "Infinity" }),
    ],
    [
      "20,000 jurisdictions of a line",
      estimate({
        transaction_items: [{ tax_items: Array(20_000).fill({ name: "" }) }],
      }),
    ],
    [
      "51 jurisdictions of a line",
      estimate({
        transaction_items: [{ tax_items: Array(51).fill({ name: "" }) }],
      }),
    ],
    [
      "a rate of 4 million digits",
      estimate({
        transaction_items: [
          { tax_amount: "1.65", tax_rate: `0.${"0".repeat(4_000_000)}` },
        ],
      }),
    ],
    [
      "a jurisdiction's rate of 4 million digits",
      estimate({
        transaction_items: [
          { tax_items: [{ name: "", rate: `0.${"0".repeat(4_000_000)}` }] },
        ],
      }),
    ],
    [
      "an address whose status is no word",
      estimate({ addresses: [{ type: "SHIP_TO", status: "V".repeat(101) }] }),
    ],
    [
      "an address whose type is no word",
      estimate({ addresses: [{ type: "S".repeat(101), status: "VERIFIED" }] }),
    ],
    ["a page of something else", { items: [{ id: "prod_1" }] }],
  ])("refuses %s", (_, body) => {
    expect(estimateResponseSchema.safeParse(body).success).toBe(false)
  })
})
