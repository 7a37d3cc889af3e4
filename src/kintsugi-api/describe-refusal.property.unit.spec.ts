import fc from "fast-check"
import { runsOf } from "../../integration-tests/exactness/runs"
import { type Sandbox, startSandbox } from "../../integration-tests/sandbox"
import { call } from "../../integration-tests/sandbox/caller"
import { sampleEstimate } from "../../integration-tests/sandbox/sample-estimate"
import { classifyFailure } from "../workflows/ledger-sync/delivery/delivery-failure"
import type { KintsugiError } from "./errors"
import { createRedactor } from "./redact"
import { errorFromAnswer } from "./refusal"
import { toMedusaError } from "./to-medusa-error"

/** What a merchant must never read: a path of the request, pydantic's words. */
const RAW =
  /\b(?:body|query|header)\.\w|\w\.\d+\.[a-z_]|Value error|Field required|Input should|extra inputs|\b[a-z]+_[a-z_]+\b(?=:| is| must)/i

const textsOf = (error: KintsugiError): string[] => [
  error.plainMessage,
  error.merchantMessage,
  (toMedusaError(error) as Error).message,
  classifyFailure(error).message,
]

const SALE = {
  organization_id: "orgn_sandbox",
  external_id: "order_1",
  date: "2026-11-01T10:00:00Z",
  type: "SALE",
  status: "COMMITTED",
  source: "API",
  currency: "USD",
  total_amount: 80,
  customer: { organization_id: "orgn_sandbox", external_id: "cus_1" },
  addresses: sampleEstimate().addresses,
  transaction_items: [
    {
      organization_id: "orgn_sandbox",
      external_id: "line_1",
      date: "2026-11-01T10:00:00Z",
      external_product_id: "prod_lamp",
      quantity: 2,
      amount: 80,
      tax_amount_imported: 6.6,
      tax_items: [
        {
          organization_id: "orgn_sandbox",
          name: "Texas",
          rate: 0.0825,
          amount: 6.6,
          type: "IMPORTED",
        },
      ],
    },
  ],
}

const PRODUCT = {
  external_id: "prod_lamp",
  name: "Lamp",
  product_category: "Physical",
  product_subcategory: "General Physical",
  tax_exempt: false,
}

/** A request that the sandbox takes, for each endpoint that we write to. */
const REQUESTS: [endpoint: string, body: object][] = [
  ["POST /v1/tax/estimate", sampleEstimate()],
  ["POST /v1/transactions", SALE],
  ["PUT /v1/transactions/tran_1", SALE],
  ["POST /v1/transactions/tran_1/credit_notes", SALE],
  ["POST /v1/products", PRODUCT],
  ["PUT /v1/products/prod_1", { ...PRODUCT, status: "APPROVED" }],
  ["POST /v1/customers", { external_id: "cus_1", name: "Ada" }],
  ["POST /v1/customers/cust_1/tax-registrations", { tax_id: "DE123456789" }],
  [
    "POST /v1/exemptions",
    {
      exemption_type: "customer",
      customer_id: "cust_1",
      FEIN: "12-3456789",
      sales_tax_id: "1",
      start_date: "2026-01-01",
      end_date: "2025-01-01",
      status: "ACTIVE",
    },
  ],
  ["POST /v1/address_validation/search", sampleEstimate().addresses[0]!],
]

const pathsIn = (value: unknown, path: string[] = []): string[][] =>
  typeof value === "object" && value !== null
    ? [
        ...(path.length ? [path] : []),
        ...Object.entries(value).flatMap(([key, inner]) =>
          pathsIn(inner, [...path, key])
        ),
      ]
    : [path]

/** The body with something else at a path, or nothing there. */
const changedAt = (body: unknown, path: string[], value: unknown): unknown => {
  const changed = structuredClone(body) as Record<string, unknown>
  const parent = path
    .slice(0, -1)
    .reduce((at, key) => at[key] as Record<string, unknown>, changed)
  parent[path.at(-1)!] = value
  return changed
}

const wrongValue = fc.constantFrom<unknown>(
  undefined,
  null,
  "",
  "XX",
  "90001",
  "x".repeat(2_000),
  -1,
  1e12,
  0.123_456_789_012_3,
  true,
  [],
  {},
  { group_name: 1 }
)

const wrongRequest = fc.constantFrom(...REQUESTS).chain(([endpoint, body]) =>
  fc
    .tuple(
      fc.constantFrom(...pathsIn(body), ["unknown_field"]),
      wrongValue,
      fc.constantFrom(...pathsIn(body)),
      wrongValue
    )
    .map(([one, wrong, other, alsoWrong]) => ({
      endpoint,
      bodies: [
        changedAt(body, one, wrong),
        changedAt(changedAt(body, other, alsoWrong), ["extra_field"], wrong),
      ],
    }))
)

describe("what a merchant reads of a refusal", () => {
  let sandbox: Sandbox
  beforeAll(async () => {
    sandbox = await startSandbox()
  })
  afterAll(() => sandbox.close())

  it("has no path and none of pydantic's words, whatever the sandbox refuses", async () => {
    let refusals = 0
    await fc.assert(
      fc.asyncProperty(wrongRequest, async ({ endpoint, bodies }) => {
        for (const body of bodies) {
          const { status, text } = await call(sandbox, endpoint, { body })
          if (status >= 400) {
            refusals++
            const error = errorFromAnswer(status, text, createRedactor([]))
            for (const words of textsOf(error)) {
              expect(words).not.toMatch(RAW)
              // That would be the last resort, for what is not understood.
              expect(words).not.toContain("doesn't accept what was sent")
            }
          }
        }
      }),
      { numRuns: runsOf(300) }
    )
    expect(refusals).toBeGreaterThan(0)
  }, 60_000)

  it("has no path, whatever Kintsugi writes", () => {
    const part = fc.constantFrom(
      "body",
      "addresses",
      "0",
      "foo_bar",
      "<img>",
      ""
    )
    const word = fc.constantFrom(
      "Value error, ",
      "body.addresses.0.postal_code",
      "items.3.amount is wrong",
      "no",
      "query.x_y"
    )
    fc.assert(
      fc.property(
        fc.array(fc.tuple(fc.array(part), fc.array(word)), { maxLength: 5 }),
        fc.array(word),
        fc.constantFrom(400, 404, 409, 422, 503),
        (fields, detail, status) => {
          const body = JSON.stringify({
            detail: fields.length
              ? fields.map(([loc, words]) => ({ loc, msg: words.join(" ") }))
              : detail.join(" "),
          })
          const error = errorFromAnswer(status, body, createRedactor([]))
          for (const words of textsOf(error)) {
            expect(words).not.toMatch(
              /\b(?:body|query)\.\w|\w\.\d+\.[a-z_]|Value error/i
            )
          }
        }
      ),
      { numRuns: runsOf(300) }
    )
  })
})
