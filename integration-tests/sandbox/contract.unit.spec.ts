import { defaultContract } from "./contract/carried"
import { boundsIn, decimalRefusal } from "./contract/decimals"
import {
  readContract,
  type Schema,
  structuralDocument,
} from "./contract/document"
import { bodyRefusals, checkAgainst } from "./contract/schema-check"

const published = (whole: number, places: number) =>
  `^(?!^[-+.]*$)[+-]?0*(?:\\d{0,${whole}}|(?=[\\d.]{1,${whole + places + 1}}0*$)\\d{0,${whole}}\\.\\d{0,${places}}0*$)`

/** A document as Kintsugi publishes it, with one endpoint. */
const openApi = (properties: object, rest: object = {}) => ({
  openapi: "3.1.0",
  info: { title: "Kintsugi", version: "2026-07-01" },
  paths: {
    "/v1/things": {
      post: {
        summary: "Create a thing",
        parameters: [
          { name: "x-organization-id", in: "header", required: true },
          { name: "X-Trace", in: "header", required: false },
          {
            name: "dry_run",
            in: "query",
            required: false,
            schema: { type: "boolean", title: "Dry Run" },
          },
        ],
        requestBody: {
          content: {
            "application/json": {
              schema: { $ref: "#/components/schemas/Thing" },
              example: { name: "A thing" },
            },
          },
        },
        responses: {
          "200": {
            description: "Done",
            content: {
              "application/json": {
                schema: { $ref: "#/components/schemas/Thing" },
              },
            },
          },
          "404": { description: "None" },
        },
      },
    },
  },
  components: {
    schemas: {
      Thing: {
        title: "Thing",
        description: "A thing",
        type: "object",
        properties,
        ...rest,
      },
    },
  },
})

describe("readContract", () => {
  it("readContract reads the structure of a published document", () => {
    expect(
      readContract(
        openApi(
          {
            // A field named like a keyword is still a field.
            title: { type: "string", title: "Title", maxLength: 5 },
          },
          { required: ["title"] }
        )
      )
    ).toEqual({
      date: "2026-07-01",
      operations: {
        "POST /v1/things": {
          headers: ["x-organization-id"],
          query: { dry_run: { required: false, schema: { type: "boolean" } } },
          body: { $ref: "#/components/schemas/Thing" },
          takesFile: false,
          answers: { "200": { $ref: "#/components/schemas/Thing" } },
        },
      },
      schemas: {
        Thing: {
          type: "object",
          properties: { title: { type: "string", maxLength: 5 } },
          required: ["title"],
        },
      },
    })
  })

  it("readContract reads the structural form back unchanged", () => {
    expect(readContract(structuralDocument(defaultContract))).toEqual(
      defaultContract
    )
  })

  it.each([
    ["3.1", { type: ["string", "null"], maxLength: 5 }],
    ["3.0", { type: "string", maxLength: 5, nullable: true }],
    [
      "pydantic",
      { anyOf: [{ type: "string", maxLength: 5 }, { type: "null" }] },
    ],
  ])("reads nullable fields as %s writes them", (_, name) => {
    expect(readContract(openApi({ name })).schemas.Thing).toMatchObject({
      properties: {
        name: { anyOf: [{ type: "string", maxLength: 5 }, { type: "null" }] },
      },
    })
  })

  it.each([
    ["a list", [], "A contract is a JSON object."],
    ["something else", { name: "x" }, 'A contract has "paths"'],
    [
      "a missing schema",
      openApi({ name: { $ref: "#/components/schemas/Name" } }),
      "refers to a schema Name that it does not have",
    ],
  ])("readContract reports what is wrong with %s", (_, document, sentence) => {
    expect(() => readContract(document)).toThrow(sentence)
  })
})

describe("the carried contract", () => {
  it("the carried contract is dated 2026-06-14", () => {
    expect(defaultContract.date).toBe("2026-06-14")
  })

  it("all decimals of the carried contract have readable bounds", () => {
    const patterns = [
      ...JSON.stringify(defaultContract).matchAll(/"pattern":("[^"]*")/g),
    ].map(([, pattern]) => JSON.parse(pattern ?? "") as string)
    const decimals = patterns.filter((pattern) => pattern.includes("[+-]?0*"))
    expect(decimals.length).toBeGreaterThan(50)
    expect(decimals.filter((pattern) => !boundsIn(pattern))).toEqual([])
  })
})

describe("decimals", () => {
  it("boundsIn reads the digits from the published pattern", () => {
    expect(boundsIn(published(10, 2))).toEqual({ whole: 10, places: 2 })
    expect(boundsIn(published(3, 9))).toEqual({ whole: 3, places: 9 })
    expect(boundsIn("^\\d{5}$")).toBeUndefined()
    expect(boundsIn(undefined)).toBeUndefined()
  })

  it("the published pattern itself accepts any decimal", () => {
    const pattern = new RegExp(published(10, 2))
    expect(pattern.test("1.2345")).toBe(true)
    expect(pattern.test("123456789012")).toBe(true)
  })

  it.each([
    [8.25, undefined],
    ["999.123456789", undefined],
    ["-999.123456789", undefined],
    ["0E-9", undefined],
    ["+1.", undefined],
    ["0.0833333333333", "decimal_max_digits"],
    ["0.1234567890", undefined],
    ["0.1234567891", "decimal_max_places"],
    [1000, "decimal_whole_digits"],
    [1e3, "decimal_whole_digits"],
    [1e-7, undefined],
    [1e-10, "decimal_max_places"],
    ["NaN", "finite_number"],
    [-Infinity, "finite_number"],
    ["8,25", "decimal_parsing"],
    [[], "decimal_type"],
  ])("a decimal of 3 and 9 digits: %j gets %s", (value, type) => {
    expect(decimalRefusal(value, { whole: 3, places: 9 })?.type).toBe(type)
  })
})

describe("checkAgainst", () => {
  const refusalsOf = (properties: object, body: unknown) =>
    checkAgainst(readContract(openApi(properties))).requestRefusals(
      "POST /v1/things",
      body
    )

  it("an invalid nullable decimal is refused once", () => {
    const amount = {
      anyOf: [
        { type: "number" },
        { type: "string", pattern: published(18, 2) },
        { type: "null" },
      ],
    }
    expect(refusalsOf({ amount }, { amount: null })).toEqual([])
    expect(refusalsOf({ amount }, { amount: 1.234 })).toMatchObject([
      { type: "decimal_max_places", loc: ["body", "amount"], input: 1.234 },
    ])
    expect(refusalsOf({ amount }, { amount: "x" })).toMatchObject([
      { type: "decimal_parsing", loc: ["body", "amount"] },
    ])
  })

  it("null is refused for a field that is not nullable", () => {
    expect(
      refusalsOf({ name: { type: "string" } }, { name: null })
    ).toMatchObject([{ type: "string_type", loc: ["body", "name"] }])
  })

  it("a string that is too short is refused", () => {
    expect(
      refusalsOf({ name: { type: "string", minLength: 1 } }, { name: "" })
    ).toEqual([
      {
        type: "string_too_short",
        loc: ["body", "name"],
        msg: "String should have at least 1 character",
        input: "",
        ctx: { min_length: 1 },
      },
    ])
  })

  it("missingHeaders names the headers that the endpoint requires", () => {
    const check = checkAgainst(readContract(openApi({})))
    expect(check.missingHeaders("POST /v1/things", {})).toEqual([
      {
        type: "missing",
        loc: ["header", "x-organization-id"],
        msg: "Field required",
      },
    ])
    expect(
      check.missingHeaders("POST /v1/things", { "x-organization-id": "orgn" })
    ).toEqual([])
  })

  it("a product's category may be an enum value or any other string", () => {
    const product = (category: unknown) => ({
      external_id: "prod_1",
      name: "Mug",
      product_category: category,
      product_subcategory: "GENERAL_CLOTHING",
      tax_exempt: false,
    })
    expect(bodyRefusals("ProductCreateManual", product("PHYSICAL"))).toEqual([])
    expect(bodyRefusals("ProductCreateManual", product("Physical"))).toEqual([])
    const refused = bodyRefusals("ProductCreateManual", product(7))
    expect(refused.map(({ loc }) => loc.join("."))).toContain(
      "body.product_category"
    )
  })

  it("both kinds of product update are accepted", () => {
    const check = checkAgainst(defaultContract)
    const refusals = (body: object) =>
      check.requestRefusals("PUT /v1/products/{product_id}", {
        name: "Mug",
        product_category: "Physical",
        product_subcategory: "General Physical",
        tax_exempt: false,
        ...body,
      })
    expect(refusals({})).toEqual([])
    expect(refusals({ status: "ARCHIVED", sku: null })).toEqual([])
    expect(refusals({ id: "prod_1" })).toEqual([])
    expect(refusals({ color: "red" })).not.toEqual([])
  })

  const sale: Schema = {
    organization_id: "orgn_1",
    external_id: "order_1",
    date: "2026-01-31T23:30:00Z",
    type: "SALE",
    customer: { organization_id: "orgn_1" },
    addresses: [{ type: "SHIP_TO" }],
    transaction_items: [
      {
        organization_id: "orgn_1",
        date: "2026-01-31T23:30:00Z",
        external_product_id: "prod_1",
        tax_items: [
          {
            organization_id: "orgn_1",
            rate: 0.0625,
            amount: 6.25,
            name: "Texas State Tax",
          },
        ],
      },
    ],
  }

  it("the newer contract's fields of a sale are accepted", () => {
    expect(
      bodyRefusals("TransactionPublicRequest", {
        ...sale,
        shop_date: "2026-01-31",
        shop_date_tz: "America/New_York",
        secondary_external_id: "cart_1",
        taxable_amount: 100,
        document_type: "INVOICE",
      })
    ).toEqual([])
    expect(
      bodyRefusals("TransactionPublicRequest", {
        ...sale,
        shop_date: "31.1.2026",
      })
    ).toMatchObject([
      { type: "date_from_datetime_parsing", loc: ["body", "shop_date"] },
    ])
  })

  it.each([
    ["name", 251, 250],
    ["jurisdiction_name", 101, 100],
  ])("refuses a tax item's %s of %d characters", (field, length, most) => {
    const named = (count: number) => {
      const copy = structuredClone(sale) as unknown as {
        transaction_items: { tax_items: Record<string, unknown>[] }[]
      }
      copy.transaction_items[0]!.tax_items[0]![field] = "x".repeat(count)
      return bodyRefusals("TransactionPublicRequest", copy)
    }
    expect(named(most)).toEqual([])
    expect(named(length)).toMatchObject([
      {
        type: "string_too_long",
        loc: ["body", "transaction_items", 0, "tax_items", 0, field],
        ctx: { max_length: most },
      },
    ])
  })

  it("a credit note's number and its items' exemptions are accepted", () => {
    const note = {
      external_id: "refund_1",
      external_friendly_id: "R-1",
      date: "2026-02-01T10:00:00Z",
      status: "COMMITTED",
      total_amount: "10.00",
      currency: "USD",
      transaction_items: [
        {
          external_id: "item_1",
          date: "2026-02-01T10:00:00Z",
          external_product_id: "prod_1",
          quantity: 1,
          amount: 10,
          tax_exemption: "REVERSE_CHARGE",
        },
      ],
    }
    expect(bodyRefusals("CreditNoteCreate", note)).toEqual([])
    expect(
      bodyRefusals("CreditNoteCreate", { ...note, shop_date: "2026-02-01" })
    ).toMatchObject([{ type: "extra_forbidden", loc: ["body", "shop_date"] }])
  })
})
