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
    [1e21, "1e+21"],
    // The contract's longest: a quantity.
    [
      "-12345678901234567890.12345678901234567890",
      "-12345678901234567890.12345678901234567890",
    ],
  ])("accepts %j", (value, decimal) => {
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
    // Written out, it takes a kilobyte.
    "1e-999",
    1e300,
    `0.${"1".repeat(59)}`,
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

describe("productPageSchema", () => {
  it("accepts products without an id of ours", () => {
    expect(
      productPageSchema.parse({ items: [{ external_id: null }, {}] }).items
    ).toEqual([{ external_id: undefined }, { external_id: undefined }])
  })

  it.each([{}, [], null, { items: null }])("refuses %j", (body) => {
    expect(productPageSchema.safeParse(body).success).toBe(false)
  })
})

describe("refusalSchema", () => {
  it("turns a list of fields into paths, and drops the inputs", () => {
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

  it("accepts a text", () => {
    expect(
      refusalSchema.parse({
        detail: "The request is missing a valid x-api-key.",
      })
    ).toEqual({
      detail: "The request is missing a valid x-api-key.",
      fields: [],
    })
  })

  it("cuts a detail that is longer than a log line", () => {
    const { detail } = refusalSchema.parse({ detail: "x".repeat(10_000) })
    expect(detail).toBe("x".repeat(500))
    const list = [{ loc: ["body"], msg: "x".repeat(10_000) }]
    expect(refusalSchema.parse({ detail: list }).detail).toHaveLength(500)
  })

  it.each([undefined, null, 42, {}, [{ msg: "no loc" }]])(
    "returns an empty detail for any other kind (%j)",
    (detail) => {
      expect(refusalSchema.parse({ detail })).toEqual({
        detail: "",
        fields: [],
      })
    }
  )
})
