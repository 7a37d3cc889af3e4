import { call } from "./caller"
import { type Sandbox, startSandbox } from "./index"
import { PLACES, sampleEstimate } from "./sample-estimate"

const ESTIMATE = "POST /v1/tax/estimate"

describe("an answer with changed fields", () => {
  let sandbox: Sandbox

  beforeAll(async () => {
    sandbox = await startSandbox()
  })
  afterEach(() => sandbox.reset())
  afterAll(() => sandbox.close())

  const body = sampleEstimate(PLACES.austin, [
    {},
    { is: "shipping", amount: 10 },
  ])

  const changed = async (fields: Record<string, unknown>) => {
    sandbox.fail({ kind: "change", fields })
    const answer = await call(sandbox, ESTIMATE, { body })
    const truth = await call(sandbox, ESTIMATE, { body })
    return { answer: answer.body, truth: truth.body as object }
  }

  it("has the others unchanged", async () => {
    const { answer, truth } = await changed({ currency: "CAD" })
    expect(answer).toEqual({ ...truth, currency: "CAD" })
  })

  it("has the fields of an entry of a list merged by position", async () => {
    const { answer } = await changed({
      transaction_items: [{}, { tax_rate: "8.25" }],
    })
    expect(answer).toMatchObject({
      transaction_items: [
        { external_id: "item_1", tax_rate: "0.0825" },
        { external_id: "item_2", tax_rate: "8.25", tax_amount: "0.83" },
      ],
    })
  })

  it("has lists of the given length", async () => {
    const { answer } = await changed({
      addresses: [{ status: "INVALID" }, { type: "BILL_TO" }],
      transaction_items: [],
    })
    expect(answer).toMatchObject({
      addresses: [{ type: "SHIP_TO", status: "INVALID" }, { type: "BILL_TO" }],
      transaction_items: [],
    })
  })

  it("can be another endpoint's, and a null or a text replaces an object", async () => {
    sandbox.fail({ kind: "change", fields: { items: "none", total: null } })
    expect(await call(sandbox, "GET /v1/products")).toMatchObject({
      status: 200,
      body: { items: "none", total: null, page: 1 },
    })
  })

  it("is not a refusal", async () => {
    sandbox.fail({ kind: "change", fields: { currency: "CAD" } })
    const answer = await call(sandbox, ESTIMATE, { body: {} })
    expect(answer.status).toBe(422)
    expect(answer.body).not.toHaveProperty("currency")
  })
})
