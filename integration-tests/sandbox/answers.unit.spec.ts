import Ajv from "ajv"
import addFormats from "ajv-formats"
import { call } from "./caller"
import { defaultContract } from "./contract/carried"
import { shapeAnswer, UNKNOWN_ENUM_VALUE } from "./contract/shape-answer"
import { type Sandbox, startSandbox } from "./index"
import { PLACES, sampleEstimate } from "./sample-estimate"

const ajv = new Ajv({ strict: false, allErrors: true })
addFormats(ajv)
ajv.addSchema({
  $id: "contract",
  components: {
    schemas: JSON.parse(
      JSON.stringify(defaultContract.schemas, (key, value: unknown) =>
        // Its own examples write a zero rate as "0E-9", and dates in answers
        // have no zone.
        key === "pattern"
          ? `${String(value)}|^0E-9$`
          : key === "format" && value === "date-time"
            ? "iso-date-time"
            : value
      )
    ),
  },
})

/** Where an answer violates the contract. */
const complaints = (schema: string, body: unknown) => {
  const fits = ajv.compile({ $ref: `contract#/components/schemas/${schema}` })
  fits(body)
  return (fits.errors ?? []).map(
    ({ instancePath, message }) => `${instancePath} ${message}`
  )
}

describe("answers", () => {
  let sandbox: Sandbox
  const ask = async (endpoint: string, body?: unknown) =>
    (await call(sandbox, endpoint, { body })).body

  beforeAll(async () => {
    sandbox = await startSandbox()
  })
  beforeEach(() =>
    sandbox.addProduct({
      external_id: "prod_1",
      product_category: "Physical",
      product_subcategory: "General Physical",
    })
  )
  afterEach(() => sandbox.reset())
  afterAll(() => sandbox.close())

  const sale = (id: string) => ({
    organization_id: sandbox.organizationId,
    external_id: id,
    date: new Date().toISOString(),
    type: "SALE",
    currency: "USD",
    total_amount: 100,
    total_tax_amount_imported: 8.25,
    customer: { organization_id: sandbox.organizationId },
    addresses: [PLACES.austin],
    transaction_items: [
      {
        organization_id: sandbox.organizationId,
        external_id: "line_1",
        date: new Date().toISOString(),
        external_product_id: "prod_1",
        amount: 100,
        tax_amount_imported: 8.25,
        tax_items: [
          {
            organization_id: sandbox.organizationId,
            name: "Texas",
            rate: 0.0825,
            amount: 8.25,
          },
        ],
      },
    ],
  })

  it("answers have every field that the contract defines", async () => {
    expect(
      complaints(
        "TransactionEstimateResponse",
        await ask("POST /v1/tax/estimate", sampleEstimate())
      )
    ).toEqual([])

    const [made] = (await ask("POST /v1/transactions", sale("order_1"))) as {
      id: string
    }[]
    expect(complaints("TransactionRead", made)).toEqual([])
    expect(made).toMatchObject({
      shop_date: null,
      marketplace: false,
      transaction_items: [
        { tax_items: [{ jurisdiction_name: null, rule_id: "0000" }] },
      ],
    })
    const { items } = (await ask("GET /v1/products")) as { items: unknown[] }
    expect(complaints("ProductRead", items[0])).toEqual([])
    expect(
      complaints(
        "CustomerRead",
        await ask("POST /v1/customers", { external_id: "cus_1", name: "Ada" })
      )
    ).toEqual([])
    expect(
      complaints(
        "Page_RegistrationReadWithPassword_",
        await ask("GET /v1/registrations")
      )
    ).toEqual([])
    expect(
      complaints("Page_NexusResponse_", await ask("GET /v1/nexus"))
    ).toEqual([])
  })

  it("the least answers are as empty as the contract allows", async () => {
    await ask("PUT /_sandbox/answers", { answers: "least" })
    expect(await ask("POST /v1/tax/estimate", sampleEstimate())).toMatchObject({
      currency: UNKNOWN_ENUM_VALUE,
      customer: null,
      marketplace: null,
      addresses: [{ type: UNKNOWN_ENUM_VALUE, status: "VERIFIED" }],
      total_tax_amount_calculated: "8.25",
      transaction_items: [
        {
          external_id: null,
          exempt_reason: null,
          amount: "100.00",
          tax_amount: "8.25",
          tax_items: [
            { amount: "6.25", exempt_reason: null },
            { amount: "1.00" },
            { amount: "1.00" },
          ],
        },
      ],
    })
    expect(await ask("POST /v1/transactions", sale("order_1"))).toMatchObject([
      {
        external_id: "order_1",
        type: UNKNOWN_ENUM_VALUE,
        status: UNKNOWN_ENUM_VALUE,
        total_amount: "100.00",
        transaction_items: [{ external_id: null, amount: "100.00" }],
      },
    ])
    // The stored transactions are not affected.
    expect(sandbox.transactions()).toMatchObject([{ status: "COMMITTED" }])
    // Refusals are not affected.
    expect(
      await call(sandbox, "GET /v1/transactions/external/none")
    ).toMatchObject({ status: 404, body: { detail: expect.any(String) } })
    expect(
      await ask("PUT /_sandbox/answers", { answers: "some" })
    ).toMatchObject({ detail: expect.stringContaining("full or least") })
  })
})

describe("shapeAnswer", () => {
  it("shapeAnswer returns an answer without a schema unchanged", () => {
    expect(shapeAnswer({ a: 1 }, undefined, {}, "least")).toEqual({ a: 1 })
  })

  it("shapeAnswer distinguishes a list from an object in a union", () => {
    const schema = {
      anyOf: [
        { type: "object", properties: { items: { type: "array" } } },
        {
          type: "array",
          items: {
            type: "object",
            properties: {
              id: { type: "string" },
              of: { anyOf: [{ type: "string" }, { type: "null" }] },
            },
          },
        },
      ],
    }
    expect(shapeAnswer([{ id: "a", of: "b" }], schema, {}, "least")).toEqual([
      { id: "a", of: null },
    ])
    expect(shapeAnswer({ items: [] }, schema, {}, "least")).toEqual({
      items: [],
    })
  })
})
