import { call } from "./caller"
import type { CustomerRecord } from "./customers"
import { type Sandbox, startSandbox } from "./index"

describe("customers", () => {
  let sandbox: Sandbox
  const ask = (endpoint: string, body?: unknown) =>
    call(sandbox, endpoint, { body })

  beforeAll(async () => {
    sandbox = await startSandbox()
  })
  afterEach(() => sandbox.reset())
  afterAll(() => sandbox.close())

  const create = async (fields: object = {}) => {
    const { body } = await ask("POST /v1/customers", {
      external_id: "cus_1",
      name: "Ada",
      source: "API",
      ...fields,
    })
    return body as CustomerRecord
  }

  it("a customer is found by either id and can be changed", async () => {
    const { id } = await create()
    await expect(ask(`GET /v1/customers/${id}`)).resolves.toMatchObject({
      status: 200,
      body: { external_id: "cus_1" },
    })
    await expect(
      ask(`PUT /v1/customers/${id}`, { name: "Ada Lovelace" })
    ).resolves.toMatchObject({
      status: 200,
      body: { id, external_id: "cus_1", name: "Ada Lovelace" },
    })
    await expect(
      ask("GET /v1/customers/external/cus_1")
    ).resolves.toMatchObject({ body: { name: "Ada Lovelace" } })
  })

  it("a customer's tax id is registered, and replaced by another one", async () => {
    const { id } = await create({ registration_number: "DE123456789" })
    const register = (taxId: string) =>
      ask(`POST /v1/customers/${id}/tax-registrations`, { tax_id: taxId })

    const { body: second } = await register("DE987654000")
    expect(second).toMatchObject({
      customer_id: id,
      country_code: "DE",
      tax_type: "vat",
      tax_id: "DE987654000",
      is_valid: false,
    })
    await expect(register("EL123456789")).resolves.toMatchObject({
      status: 200,
      body: { country_code: "GR", tax_type: "vat", is_valid: true },
    })
    const { body } = await ask(`GET /v1/customers/${id}`)
    expect(
      (body as CustomerRecord).customer_tax_registrations.map(
        ({ tax_id }) => tax_id
      )
    ).toEqual(["DE987654000", "EL123456789"])
  })

  it.each([
    ["GET /v1/customers/cust_none", undefined],
    ["PUT /v1/customers/cust_none", { name: "Ada" }],
    ["POST /v1/customers/cust_none/tax-registrations", { tax_id: "DE123" }],
  ])("%s gets a 404 for an unknown customer", async (endpoint, body) => {
    await expect(ask(endpoint, body)).resolves.toMatchObject({ status: 404 })
  })
})
