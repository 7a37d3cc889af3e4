import { call, type CallOptions } from "./caller"
import { type Sandbox, startSandbox } from "./index"
import { PLACES, sampleEstimate } from "./sample-estimate"
import type { EstimateRequest } from "./tax/estimate"

type Refused = {
  detail: {
    type: string
    loc: (string | number)[]
    msg: string
    input?: unknown
    ctx?: Record<string, unknown>
  }[]
}

const NO_DECIMAL =
  "Decimal input should be an integer, float, string or Decimal object"

describe("POST /v1/tax/estimate", () => {
  let sandbox: Sandbox
  const send = (
    body: unknown,
    query = "",
    headers: CallOptions["headers"] = {}
  ) => call(sandbox, `POST /v1/tax/estimate${query}`, { body, headers })

  beforeAll(async () => {
    sandbox = await startSandbox()
  })
  afterEach(() => sandbox.reset())
  afterAll(() => sandbox.close())

  /** The complaints about a body, after checking that it is a 422. */
  async function complaints(body: unknown, query = "") {
    const { status, body: answer } = await send(body, query)
    expect(status).toBe(422)
    return (answer as Refused).detail
  }

  const withItem = (fields: object) => ({
    ...sampleEstimate(),
    transaction_items: [
      { ...sampleEstimate().transaction_items[0], ...fields },
    ],
  })
  const withAddress = (fields: object, place = PLACES.austin as object) => ({
    ...sampleEstimate(),
    addresses: [{ ...place, ...fields }],
  })

  it("the answer is the bare estimate, with decimals as strings", async () => {
    const { status, body, headers } = await send(sampleEstimate())

    expect(status).toBe(200)
    expect(headers.get("content-type")).toBe("application/json")
    expect(body).toMatchObject({
      ...sampleEstimate(),
      marketplace: false,
      addresses: [{ ...PLACES.austin, status: "VERIFIED" }],
      transaction_items: [
        {
          ...sampleEstimate().transaction_items[0],
          quantity: "1",
          amount: "100.00",
          exempt: false,
          tax_amount: "8.25",
          taxable_amount: "100.00",
          tax_rate: "0.0825",
          tax_items: [
            {
              name: "Texas State Sales Tax",
              rate: "0.0625",
              amount: "6.25",
              exempt: false,
              exempt_reason: "RULE_FOUND_TAXABLE",
            },
            expect.objectContaining({ amount: "1.00" }),
            expect.objectContaining({ amount: "1.00" }),
          ],
        },
      ],
      total_tax_amount_calculated: "8.25",
      taxable_amount: "100.00",
      tax_rate_calculated: "0.0825",
      nexus_met: true,
      has_active_registration: true,
    })
  })

  it("simulatePage wraps the estimate in the contract's page", async () => {
    const paging = await startSandbox({ simulatePage: true })
    const { body } = await call(paging, "POST /v1/tax/estimate", {
      body: sampleEstimate(),
    })
    await paging.close()

    expect(body).toMatchObject({
      items: [{ total_tax_amount_calculated: "8.25" }],
      total: 1,
      page: 1,
      size: 50,
      pages: 1,
    })
  })

  describe("requests that violate the contract's schema", () => {
    it.each([
      "date",
      "external_id",
      "currency",
      "transaction_items",
      "addresses",
    ] as const)("refuses a request without %s", async (field) => {
      const rest: Partial<EstimateRequest> = sampleEstimate()
      delete rest[field]

      expect(await complaints(rest)).toEqual([
        {
          type: "missing",
          loc: ["body", field],
          msg: "Field required",
          input: rest,
        },
      ])
    })

    it.each(["date", "amount"])("refuses an item without %s", async (field) => {
      expect(await complaints(withItem({ [field]: undefined }))).toMatchObject([
        {
          type: "missing",
          loc: ["body", "transaction_items", 0, field],
          msg: "Field required",
        },
      ])
    })

    it.each(["type", "state", "postal_code", "country"])(
      "refuses an address without %s",
      async (field) => {
        expect(
          await complaints(withAddress({ [field]: undefined }))
        ).toMatchObject([
          { type: "missing", loc: ["body", "addresses", 0, field] },
        ])
      }
    )

    it.each([
      ["amount", "ten", "decimal_parsing", "Input should be a valid decimal"],
      ["quantity", "", "decimal_parsing", "Input should be a valid decimal"],
      ["amount", null, "decimal_type", NO_DECIMAL],
      ["amount", true, "decimal_type", NO_DECIMAL],
      ["exempt", "no", "bool_type", "Input should be a valid boolean"],
      ["exempt", null, "bool_type", "Input should be a valid boolean"],
      ["external_id", 7, "string_type", "Input should be a valid string"],
    ])("refuses an item's %s of %p", async (field, input, type, msg) => {
      expect(await complaints(withItem({ [field]: input }))).toEqual([
        { type, loc: ["body", "transaction_items", 0, field], msg, input },
      ])
    })

    it.each([
      ["description", null],
      ["external_id", null],
      ["product_category", null],
      ["amount", "100.00"],
      ["quantity", "2"],
    ])("accepts an item's %s of %p", async (field, input) => {
      sandbox.addProduct({
        external_id: "prod_1",
        product_category: "Physical",
        product_subcategory: "General Physical",
      })
      const request = withItem({
        external_product_id: "prod_1",
        [field]: input,
      })
      expect(await send(request)).toMatchObject({ status: 200 })
    })

    it.each([
      ["amount", "1.2345", "decimal_max_places", { decimal_places: 2 }],
      ["amount", '"1.2345"', "decimal_max_places", { decimal_places: 2 }],
      ["amount", "0.001", "decimal_max_places", { decimal_places: 2 }],
      ["amount", "-0.005", "decimal_max_places", { decimal_places: 2 }],
      ["amount", "10000000000", "decimal_whole_digits", { whole_digits: 10 }],
      ["amount", "-10000000000", "decimal_whole_digits", { whole_digits: 10 }],
      ["amount", "123456789012.5", "decimal_max_digits", { max_digits: 12 }],
      ["quantity", "0.0000001", undefined, undefined],
      ["quantity", "1e-21", "decimal_max_places", { decimal_places: 20 }],
      ["quantity", "1e22", "decimal_whole_digits", { whole_digits: 20 }],
      ["amount", "9999999999.99", undefined, undefined],
      ["amount", "100.5000", undefined, undefined],
      ["amount", '"0100.5000"', undefined, undefined],
    ])("checks an item's %s of %s: %s", async (field, input, type, ctx) => {
      const { status, body } = await send(
        JSON.stringify(withItem({ [field]: 0.123 })).replace(
          `"${field}":0.123`,
          `"${field}":${input}`
        )
      )
      expect({ status, body }).toMatchObject(
        type === undefined
          ? { status: 200 }
          : {
              status: 422,
              body: {
                detail: [
                  { type, loc: ["body", "transaction_items", 0, field], ctx },
                ],
              },
            }
      )
    })

    it.each([
      ["product_name", 200],
      ["external_id", 1000],
      ["description", 1000],
      ["external_product_id", 1000],
      ["product_description", 1000],
    ])("refuses an item's %s over %d characters", async (field, most) => {
      // Two UTF-16 units each, but one character.
      const longest = "🧾".repeat(most)
      expect(await send(withItem({ [field]: longest }))).toMatchObject({
        status: 200,
      })
      expect(await complaints(withItem({ [field]: `${longest}x` }))).toEqual([
        {
          type: "string_too_long",
          loc: ["body", "transaction_items", 0, field],
          msg: `String should have at most ${most} characters`,
          input: `${longest}x`,
          ctx: { max_length: most },
        },
      ])
    })

    it.each([
      ["name", 200],
      ["email", 200],
      ["external_id", 100],
    ])("refuses a customer's %s over %d characters", async (field, most) => {
      const customer = (length: number) => ({
        ...sampleEstimate(),
        customer: { [field]: "x".repeat(length) },
      })
      expect(await send(customer(most))).toMatchObject({ status: 200 })
      expect(await complaints(customer(most + 1))).toMatchObject([
        {
          type: "string_too_long",
          loc: ["body", "customer", field],
          ctx: { max_length: most },
        },
      ])
    })

    it("refuses an infinite amount", async () => {
      const text = JSON.stringify(sampleEstimate()).replace(
        '"amount":100',
        '"amount":1e999'
      )
      expect(await complaints(text)).toMatchObject([
        {
          type: "finite_number",
          loc: ["body", "transaction_items", 0, "amount"],
          msg: "Input should be a finite number",
        },
      ])
    })

    it("refuses an unknown currency, source or address type", async () => {
      expect(
        await complaints({ ...sampleEstimate(), currency: "usd" })
      ).toMatchObject([
        {
          type: "enum",
          loc: ["body", "currency"],
          msg: expect.stringMatching(/^Input should be 'AED', .* or 'ZWD'$/),
          input: "usd",
          ctx: { expected: expect.stringMatching(/^'AED', /) },
        },
      ])
      expect(
        await complaints({ ...sampleEstimate(), source: "MEDUSA" })
      ).toMatchObject([{ type: "enum", loc: ["body", "source"] }])
      expect(await complaints(withAddress({ type: "SHIP_FROM" }))).toEqual([
        {
          type: "enum",
          loc: ["body", "addresses", 0, "type"],
          msg: "Input should be 'SHIP_TO' or 'BILL_TO'",
          input: "SHIP_FROM",
          ctx: { expected: "'SHIP_TO' or 'BILL_TO'" },
        },
      ])
    })

    it.each(["2025-11-20", "2025-11-20T10:15:00", "20 November", ""])(
      "refuses the date %p",
      async (date) => {
        expect(await complaints({ ...sampleEstimate(), date })).toMatchObject([
          {
            type: "datetime_parsing",
            loc: ["body", "date"],
            msg: expect.stringMatching(/^Input should be a valid datetime/),
            input: date,
          },
        ])
      }
    )

    it("refuses unknown fields at every level", async () => {
      const request = {
        ...withItem({ unit_price: 50 }),
        total_amount: 100,
        customer: { external_id: "cus_1", group: "b2b" },
        addresses: [{ ...PLACES.austin, zip: "78701" }],
      }
      const found = await complaints(request)

      expect(found.map(({ loc }) => loc.join("."))).toEqual(
        expect.arrayContaining([
          "body.total_amount",
          "body.transaction_items.0.unit_price",
          "body.customer.group",
          "body.addresses.0.zip",
        ])
      )
      expect(found).toHaveLength(4)
      expect(found[0]).toMatchObject({
        type: "extra_forbidden",
        msg: "Extra inputs are not permitted",
        input: 100,
      })
    })

    it("refuses a body that is not a JSON object", async () => {
      expect(await complaints("{")).toMatchObject([
        { type: "json_invalid", loc: ["body"], msg: "JSON decode error" },
      ])
      expect(await complaints("[]")).toMatchObject([
        { type: "model_attributes_type", loc: ["body"] },
      ])
      expect(await complaints(undefined)).toEqual([
        { type: "missing", loc: ["body"], msg: "Field required", input: null },
      ])
      expect(
        await send(sampleEstimate(), "", { "content-type": "text/plain" })
      ).toMatchObject({ status: 422 })
    })

    it("refuses unknown query parameters and values that are not booleans", async () => {
      expect(await complaints(sampleEstimate(), "?page=1")).toEqual([
        {
          type: "extra_forbidden",
          loc: ["query", "page"],
          msg: "Extra inputs are not permitted",
          input: "1",
        },
      ])
      expect(
        await complaints(sampleEstimate(), "?simulate_nexus_met=maybe")
      ).toMatchObject([
        { type: "bool_type", loc: ["query", "simulate_nexus_met"] },
      ])
    })
  })

  describe("rules that a schema can't express", () => {
    it("an estimate without addresses or items is refused", async () => {
      expect(await complaints({ ...sampleEstimate(), addresses: [] })).toEqual([
        {
          type: "too_short",
          loc: ["body", "addresses"],
          msg: "List should have at least 1 item after validation, not 0",
          input: [],
          ctx: { field_type: "List", min_length: 1, actual_length: 0 },
        },
      ])
      expect(
        await complaints({ ...sampleEstimate(), transaction_items: [] })
      ).toMatchObject([
        { type: "too_short", loc: ["body", "transaction_items"] },
      ])
    })

    it.each([
      ["country", { country: "us" }],
      ["country", { country: "USA" }],
      ["country", { country: "ZZ_EU" }],
      ["country", { country: "" }],
      ["state", { state: "tx" }],
      ["state", { state: "Texas" }],
      ["state", { state: "US-TX" }],
      ["state", { state: "XX" }],
      ["state", { state: "" }],
      ["state", { country: "CA", state: "Ontario", postal_code: "M5H 2N2" }],
      ["postal_code", { postal_code: "" }],
      ["postal_code", { postal_code: "7870" }],
      ["postal_code", { postal_code: "78701 1234" }],
    ])("refuses an address's %s in %p", async (field, fields) => {
      expect(await complaints(withAddress(fields))).toMatchObject([
        { type: "value_error", loc: ["body", "addresses", 0, field] },
      ])
    })

    it("a ZIP code of another state is refused", async () => {
      const message = "the address is not valid: postal code 90012 is not in TX"

      expect(await complaints(withAddress({ postal_code: "90012" }))).toEqual([
        {
          type: "value_error",
          loc: ["body", "addresses", 0, "postal_code"],
          msg: `Value error, ${message}`,
          input: "90012",
          ctx: { error: message },
        },
      ])
    })

    it("the second address is checked too", async () => {
      expect(
        await complaints({
          ...sampleEstimate(),
          addresses: [
            PLACES.austin,
            { ...PLACES.newYork, type: "BILL_TO", state: "CA" },
          ],
        })
      ).toMatchObject([{ loc: ["body", "addresses", 1, "postal_code"] }])
    })

    it.each([
      { postal_code: "78701-1234" },
      { country: "DE", state: "", postal_code: "10117" },
      { country: "HK", state: "", postal_code: "" },
      { country: "CA", state: "ON", postal_code: "M5H 2N2" },
      { state: "PR", postal_code: "00901" },
    ])("accepts the address %p", async (fields) => {
      expect(await send(withAddress(fields))).toMatchObject({ status: 200 })
    })

    it("the ZIP code 00000 is answered with an INVALID address", async () => {
      expect(await send(withAddress({ postal_code: "00000" }))).toMatchObject({
        status: 200,
        body: {
          addresses: [{ status: "INVALID" }],
          total_tax_amount_calculated: "8.25",
        },
      })
    })

    it("a repeated item id is refused", async () => {
      expect(
        await complaints(
          sampleEstimate(PLACES.austin, [
            { external_id: "item_1" },
            { external_id: "item_1" },
          ])
        )
      ).toMatchObject([
        {
          type: "value_error",
          loc: ["body", "transaction_items", 1, "external_id"],
          input: "item_1",
        },
      ])
      expect(
        await send(
          sampleEstimate(PLACES.austin, [
            { external_id: undefined },
            { external_id: undefined },
          ])
        )
      ).toMatchObject({ status: 200 })
    })

    it.each([
      {},
      { product_category: "Physical" },
      { product_subcategory: "General Physical" },
    ])("refuses an unknown product with only %p", async (known) => {
      const item = withItem({
        external_product_id: "prod_404",
        product_category: undefined,
        product_subcategory: undefined,
        ...known,
      })

      expect(await complaints(item)).toMatchObject([
        {
          type: "value_error",
          loc: ["body", "transaction_items", 0, "external_product_id"],
          msg: expect.stringContaining("'prod_404'"),
          input: "prod_404",
        },
      ])
    })

    it.each([
      ["Physical", "Software B2C"],
      ["PHYSICAL", "GENERAL_CLOTHING"],
      ["physical", "General Clothing"],
      ["constructor", "name"],
    ])("refuses the category %s / %s", async (category, subcategory) => {
      expect(
        await complaints(
          withItem({
            product_category: category,
            product_subcategory: subcategory,
          })
        )
      ).toMatchObject([
        {
          type: "value_error",
          loc: ["body", "transaction_items", 0, "product_subcategory"],
          msg: expect.stringContaining(`'${category}' / '${subcategory}'`),
        },
      ])
    })
  })

  describe("the merchant's data at Kintsugi", () => {
    const bare = {
      external_product_id: "prod_1",
      product_category: undefined,
      product_subcategory: undefined,
    }
    const total = async (request: EstimateRequest, query = "") => {
      const { body } = await send(request, query)
      return (body as { total_tax_amount_calculated: string })
        .total_tax_amount_calculated
    }

    it("an estimate uses the known products", async () => {
      sandbox.addProduct({
        external_id: "prod_1",
        product_category: "Physical",
        product_subcategory: "General Clothing",
      })
      expect(await total(sampleEstimate(PLACES.newYork, [bare]))).toBe("0.00")
      expect(
        await total(
          sampleEstimate(PLACES.newYork, [{ external_product_id: "prod_1" }])
        )
      ).toBe("8.88")

      sandbox.reset()
      expect(await send(sampleEstimate(PLACES.newYork, [bare]))).toMatchObject({
        status: 422,
      })
    })

    it("an estimate uses the known customers", async () => {
      const request = sampleEstimate(PLACES.austin, [{}], {
        customer: { external_id: "cus_1" },
      })
      sandbox.addCustomer({ external_id: "cus_1", exempt: true })
      expect(await total(request)).toBe("0.00")

      sandbox.addCustomer({ external_id: "cus_1", exemptIn: ["US-NY"] })
      expect(await total(request)).toBe("8.25")
    })

    it("an estimate uses registrations, or simulates one in two ways", async () => {
      const request = sampleEstimate()
      sandbox.setRegistrations(["US-CA"])

      expect(await total(request)).toBe("0.00")
      expect(await total(request, "?simulate_nexus_met=true")).toBe("8.25")
      expect(await total(request, "?simulate_nexus_met=false")).toBe("0.00")
      expect(
        await total({ ...request, simulate_active_registration: true })
      ).toBe("8.25")

      sandbox.setRegistrations("all")
      expect(await total(request)).toBe("8.25")
    })
  })
})
