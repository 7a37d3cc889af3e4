import {
  decimalSchema,
  estimateResponseSchema,
  productPageSchema,
  refusalSchema,
} from "./schemas"

describe("decimalSchema", () => {
  it.each([
    ["20.00", "20.00"],
    ["0.0825", "0.0825"],
    ["0E-9", "0E-9"],
    ["1.5e+2", "1.5e+2"],
    ["-1.25", "-1.25"],
    ["+1.25", "+1.25"],
    [".5", ".5"],
    ["7", "7"],
    [1.25, "1.25"],
    [0, "0"],
    [-3, "-3"],
  ])("takes %j", (value, decimal) => {
    expect(decimalSchema.parse(value)).toBe(decimal)
  })

  it.each([
    "NaN",
    "Infinity",
    "-Infinity",
    "abc",
    "",
    " ",
    "1,25",
    "1.2.3",
    "$1.25",
    "0x10",
    "1e",
    "1e9999",
    "--1",
    "1.25\n",
    Number.NaN,
    Number.POSITIVE_INFINITY,
    true,
    null,
    undefined,
    {},
    ["1.25"],
  ])("refuses %j", (value) => {
    expect(decimalSchema.safeParse(value).success).toBe(false)
  })
})

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
  ])("takes %s", (_, body) => {
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

  it("has the contract's defaults for what an item leaves out", () => {
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

  it("takes null for a rate or a taxable amount that is left out", () => {
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

  it("takes null for an optional field that is left out", () => {
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
    ["a page of something else", { items: [{ id: "prod_1" }] }],
  ])("refuses %s", (_, body) => {
    expect(estimateResponseSchema.safeParse(body).success).toBe(false)
  })
})

describe("productPageSchema", () => {
  it("takes products without an id of ours", () => {
    expect(
      productPageSchema.parse({ items: [{ external_id: null }, {}] }).items
    ).toEqual([{ external_id: undefined }, { external_id: undefined }])
  })

  it.each([{}, [], null, { items: null }])("refuses %j", (body) => {
    expect(productPageSchema.safeParse(body).success).toBe(false)
  })
})

describe("refusalSchema", () => {
  it("makes paths of a list of fields, and leaves the inputs behind", () => {
    const refusal = refusalSchema.parse({
      detail: [
        {
          type: "missing",
          loc: ["body", "addresses", 0, "postal_code"],
          msg: "Field required",
          input: { street_1: "1100 Congress Ave" },
        },
        {
          type: "missing",
          loc: ["header", "x-organization-id"],
          msg: "Field required",
        },
      ],
    })
    expect(refusal).toEqual({
      detail:
        "body.addresses.0.postal_code: Field required; header.x-organization-id: Field required",
      fields: [
        { path: "body.addresses.0.postal_code", message: "Field required" },
        { path: "header.x-organization-id", message: "Field required" },
      ],
    })
  })

  it("takes a text", () => {
    expect(
      refusalSchema.parse({
        detail: "The request is missing a valid x-api-key.",
      })
    ).toEqual({
      detail: "The request is missing a valid x-api-key.",
      fields: [],
    })
  })

  it("cuts what is longer than a log line", () => {
    const { detail } = refusalSchema.parse({ detail: "x".repeat(10_000) })
    expect(detail).toBe("x".repeat(500))
    const list = [{ loc: ["body"], msg: "x".repeat(10_000) }]
    expect(refusalSchema.parse({ detail: list }).detail).toHaveLength(500)
  })

  it.each([undefined, null, 42, {}, [{ msg: "no loc" }]])(
    "says nothing for a detail of another kind (%j)",
    (detail) => {
      expect(refusalSchema.parse({ detail })).toEqual({
        detail: "",
        fields: [],
      })
    }
  )
})
