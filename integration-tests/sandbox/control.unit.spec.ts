import { defaultContract } from "./contract/carried"
import { call, type CallOptions } from "./caller"
import { type Sandbox, startSandbox } from "./index"
import { PLACES, sampleEstimate } from "./sample-estimate"

const ESTIMATE = "POST /v1/tax/estimate"

describe("the controls under /_sandbox", () => {
  let sandbox: Sandbox
  const send = (endpoint: string, body?: CallOptions["body"]) =>
    call(sandbox, endpoint, {
      body,
      headers: { "x-api-key": null, "x-organization-id": null },
    })
  const estimate = (
    place = PLACES.austin as typeof PLACES.newYork,
    more = {}
  ) => call(sandbox, ESTIMATE, { body: sampleEstimate(place, [{}], more) })

  beforeEach(async () => {
    sandbox = await startSandbox()
  })
  afterEach(() => sandbox.close())

  it("GET health answers 200", async () => {
    expect(await send("GET /_sandbox/health")).toMatchObject({
      status: 200,
      body: { status: "ok" },
    })
  })

  it("requests are listed with masked keys, filtered, and deleted", async () => {
    await estimate()
    await call(sandbox, "GET /v1/products?query=mug")

    const { body } = await send("GET /_sandbox/requests")
    expect(body).toEqual(JSON.parse(JSON.stringify(sandbox.requests())))
    expect(body).toMatchObject([
      {
        method: "POST",
        path: "/v1/tax/estimate",
        query: {},
        headers: {
          "x-api-key": "***",
          "x-organization-id": "orgn_sandbox",
          "content-type": "application/json",
        },
        body: { external_id: "cart_01JD7Q4Y" },
        status: 200,
        at: expect.stringMatching(/^\d{4}-\d\d-\d\dT.*Z$/),
      },
      {
        method: "GET",
        path: "/v1/products",
        query: { query: "mug" },
        body: null,
        status: 200,
      },
    ])
    expect(JSON.stringify(body)).not.toContain("sk_sandbox_key")

    expect(await send("GET /_sandbox/requests?method=GET")).toMatchObject({
      body: [{ path: "/v1/products" }],
    })
    expect(
      await send("GET /_sandbox/requests?path=/v1/tax/estimate")
    ).toMatchObject({ body: [{ method: "POST" }] })

    expect(await send("DELETE /_sandbox/requests")).toMatchObject({
      status: 204,
    })
    expect(sandbox.requests()).toEqual([])
  })

  it("the log keeps bodies that are not JSON unchanged, and refused requests", async () => {
    await call(sandbox, ESTIMATE, { body: "{" })

    expect(sandbox.requests()).toMatchObject([{ body: "{", status: 422 }])
  })

  it("a fault applies until it is cleared", async () => {
    expect(
      await send("POST /_sandbox/faults", {
        kind: "status",
        status: 503,
        times: -1,
        endpoint: ESTIMATE,
      })
    ).toMatchObject({ status: 204 })
    expect((await estimate()).status).toBe(503)
    expect((await estimate()).status).toBe(503)

    expect(await send("DELETE /_sandbox/faults")).toMatchObject({
      status: 204,
    })
    expect((await estimate()).status).toBe(200)
  })

  it("registrations, products and customers apply until the reset", async () => {
    await send("PUT /_sandbox/registrations", { states: ["US-NY"] })
    await send("POST /_sandbox/customers", {
      external_id: "cus_1",
      exempt: true,
    })
    await send("POST /_sandbox/products", {
      external_id: "prod_1",
      product_category: "Physical",
      product_subcategory: "General Clothing",
    })

    expect((await estimate()).body).toMatchObject({
      has_active_registration: false,
    })
    expect(
      (await estimate(PLACES.newYork, { customer: { external_id: "cus_1" } }))
        .body
    ).toMatchObject({ transaction_items: [{ exempt_reason: "CUSTOMER" }] })
    expect((await call(sandbox, "GET /v1/products")).body).toMatchObject({
      items: [{ external_id: "prod_1", name: "prod_1" }],
    })

    expect(await send("POST /_sandbox/reset")).toMatchObject({ status: 204 })
    expect(sandbox.requests()).toEqual([])
    expect(
      (await estimate(PLACES.austin, { customer: { external_id: "cus_1" } }))
        .body
    ).toMatchObject({ total_tax_amount_calculated: "8.25" })
    expect((await call(sandbox, "GET /v1/products")).body).toMatchObject({
      total: 0,
    })

    await send("PUT /_sandbox/registrations", { states: "all" })
    expect((await estimate()).body).toMatchObject({
      has_active_registration: true,
    })
  })

  it("the latency delays an answer", async () => {
    await send("PUT /_sandbox/latency", { ms: 80 })

    const start = performance.now()
    await estimate()
    expect(performance.now() - start).toBeGreaterThanOrEqual(75)
  })

  it.each([
    ["POST /_sandbox/faults", { kind: "explode" }, "no fault of kind"],
    ["POST /_sandbox/faults", "{", "not JSON"],
    ["POST /_sandbox/faults", undefined, "A fault must be an object"],
    ["PUT /_sandbox/registrations", { states: ["Texas"] }, "Registrations"],
    ["PUT /_sandbox/registrations", ["US-TX"], "object with states"],
    ["PUT /_sandbox/latency", { ms: "80" }, "number of milliseconds"],
    ["PUT /_sandbox/latency", {}, "object with ms"],
    ["PUT /_sandbox/totals", { totals: "both" }, "net, gross, unsaid"],
    [
      "PUT /_sandbox/negative-quantities",
      { quantities: "none" },
      "positive, negative, any",
    ],
    ["PUT /_sandbox/marketplace-updates", { updates: "lose" }, "reset, keep"],
    ["POST /_sandbox/customers", {}, "needs an external_id"],
    [
      "POST /_sandbox/customers",
      { external_id: "cus_1", exemptIn: "US-TX" },
      "exemptIn is a list",
    ],
    [
      "POST /_sandbox/products",
      {
        external_id: "p",
        product_category: "Physical",
        product_subcategory: "Spaceships",
      },
      "not a category",
    ],
  ])("%s refuses the body %j", async (endpoint, body, sentence) => {
    expect(await send(endpoint, body)).toMatchObject({
      status: 400,
      body: { detail: expect.stringContaining(sentence) },
    })
  })

  it("an unknown control gets a 404 that lists the known ones", async () => {
    expect(await send("POST /_sandbox/health")).toMatchObject({
      status: 404,
      body: { detail: expect.stringContaining("PUT /_sandbox/latency") },
    })
  })
})

describe("startSandbox", () => {
  it("startSandbox uses default keys and a free port", async () => {
    const sandbox = await startSandbox()

    expect(sandbox).toMatchObject({
      apiKey: "sk_sandbox_key",
      organizationId: "orgn_sandbox",
      url: `http://127.0.0.1:${sandbox.port}`,
    })
    await sandbox.close()
  })

  it("startSandbox fails if the port is in use", async () => {
    const sandbox = await startSandbox()

    await expect(startSandbox({ port: sandbox.port })).rejects.toThrow(
      "EADDRINUSE"
    )
    await sandbox.close()
  })

  it("startSandbox uses the contract from its options", async () => {
    const contract = structuredClone(defaultContract)
    const item = contract.schemas.TransactionItemEstimateBase as {
      properties: Record<string, unknown>
    }
    item.properties.product_name = { type: "string", maxLength: 5 }
    delete contract.operations["GET /v1/nexus"]
    const sandbox = await startSandbox({ contract })
    try {
      const estimate = (product_name: string) =>
        call(sandbox, "POST /v1/tax/estimate", {
          body: sampleEstimate(PLACES.austin, [{ product_name }]),
        })
      expect(await estimate("Mug")).toMatchObject({ status: 200 })
      expect(await estimate("A mug")).toMatchObject({ status: 200 })
      expect(await estimate("Teapot")).toMatchObject({
        status: 422,
        body: { detail: [{ type: "string_too_long" }] },
      })
      expect(await call(sandbox, "GET /v1/nexus")).toMatchObject({
        status: 404,
      })
    } finally {
      await sandbox.close()
    }
  })

  it("a sandbox can be closed twice", async () => {
    const sandbox = await startSandbox()
    await sandbox.close()
    await sandbox.close()
  })
})
