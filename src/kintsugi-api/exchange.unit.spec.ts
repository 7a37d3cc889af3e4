import { type Sandbox, startSandbox } from "../../integration-tests/sandbox"
import { createClient } from "./client"
import type { Exchange } from "./exchange"
import { createTransport } from "./transport"

describe("an observed exchange", () => {
  let sandbox: Sandbox
  let exchanges: Exchange[]

  beforeAll(async () => {
    sandbox = await startSandbox({
      apiKey: "sk_the_secret_key",
      organizationId: "orgn_the_secret_one",
    })
  })
  beforeEach(() => {
    sandbox.reset()
    exchanges = []
  })
  afterAll(() => sandbox.close())

  const client = (retries = 0) =>
    createClient(
      createTransport({
        baseUrl: sandbox.url,
        apiKey: sandbox.apiKey,
        organizationId: sandbox.organizationId,
        timeoutMs: 2_000,
        retries,
        onExchange: (exchange) => void exchanges.push(exchange),
      })
    )
  const call = () => ({ deadline: Date.now() + 5_000 })

  it("has the request, the answer's fields that are read, and Kintsugi's clock", async () => {
    await client().productCategories(call())
    expect(exchanges).toEqual([
      {
        at: expect.any(Date),
        ms: expect.any(Number),
        method: "GET",
        path: "/v1/products/categories",
        body: undefined,
        status: 200,
        answeredAt: expect.any(Date),
        answer: expect.arrayContaining([
          expect.objectContaining({ name: "Physical" }),
        ]),
        failure: null,
      },
    ])
    const [{ at, answeredAt }] = exchanges as [Exchange]
    expect(Math.abs(answeredAt!.getTime() - at.getTime())).toBeLessThan(5_000)
  })

  it("masks the organization, the customer and addresses, in both directions", async () => {
    await client().createCustomer(
      {
        external_id: "cus_1",
        name: "Mia Shopper",
        email: "mia@example.com",
        source: "API",
      },
      call()
    )
    await client().searchAddress(
      {
        street_1: "1100 Congress Ave",
        city: "Austin",
        state: "TX",
        postal_code: "78701",
        country: "US",
      },
      call()
    )
    const text = JSON.stringify(exchanges)
    for (const word of [
      "sk_the_secret_key",
      "orgn_the_secret_one",
      "Mia",
      "mia@example.com",
      "Congress",
      "CONGRESS",
      "Austin",
      "78701",
    ]) {
      expect(text).not.toContain(word)
    }
    expect(exchanges[0]?.body).toEqual({
      external_id: "cus_1",
      name: "***",
      email: "***",
      source: "API",
    })
  })

  it("has the refusal's text, masked, and no answer", async () => {
    sandbox.fail({
      kind: "status",
      status: 403,
      body: { detail: "sk_the_secret_key may not do this" },
    })
    await expect(client().checkAccess(call())).rejects.toThrow()
    expect(exchanges).toMatchObject([
      {
        path: "/v1/products?size=1",
        status: 403,
        answer: undefined,
        failure: "Kintsugi answered 403: *** may not do this",
      },
    ])
  })

  it("is one for each attempt, without a status where no answer came", async () => {
    sandbox.fail({ kind: "reset" })
    await client(1).checkAccess(call())
    expect(exchanges.map(({ status }) => status)).toEqual([null, 200])
    expect(exchanges[0]).toMatchObject({
      answeredAt: null,
      failure: expect.stringContaining("ECONNRESET"),
    })
  })

  it("names a file by its type and size", async () => {
    const sent = client()
    const { id: customer_id } = await sent.createCustomer(
      { external_id: "cus_1", source: "API" },
      call()
    )
    const { id } = await sent.createExemption(
      {
        exemption_type: "customer",
        customer_id,
        FEIN: "00-0000000",
        sales_tax_id: "TEST",
        start_date: "2026-11-30",
        reseller: false,
        status: "ACTIVE",
      },
      call()
    )
    await sent.attachCertificate(
      id,
      { filename: "a.pdf", content: Buffer.from("%PDF-1.4\n%%EOF") },
      call()
    )
    expect(exchanges.at(-1)?.body).toEqual({
      file: "a.pdf (application/pdf, 14 bytes)",
    })
  })
})
