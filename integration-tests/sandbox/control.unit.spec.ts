import { call, type CallOptions } from "./caller"
import { type Sandbox, startSandbox } from "./index"
import { PLACES, sampleEstimate } from "./sample-estimate"

const ESTIMATE = "POST /v1/tax/estimate"

describe("a sandbox in another process", () => {
  let sandbox: Sandbox
  const tell = (endpoint: string, body?: CallOptions["body"]) =>
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

  it("says that it is there", async () => {
    expect(await tell("GET /_sandbox/health")).toMatchObject({
      status: 200,
      body: { status: "ok" },
    })
  })

  it("shows what it received, keys masked, and forgets it", async () => {
    await estimate()
    await call(sandbox, "GET /v1/products?query=mug")

    const { body } = await tell("GET /_sandbox/requests")
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

    expect(await tell("GET /_sandbox/requests?method=GET")).toMatchObject({
      body: [{ path: "/v1/products" }],
    })
    expect(
      await tell("GET /_sandbox/requests?path=/v1/tax/estimate")
    ).toMatchObject({ body: [{ method: "POST" }] })

    expect(await tell("DELETE /_sandbox/requests")).toMatchObject({
      status: 204,
    })
    expect(sandbox.requests()).toEqual([])
  })

  it("keeps what is no JSON as it is, and refused requests too", async () => {
    await call(sandbox, ESTIMATE, { body: "{" })

    expect(sandbox.requests()).toMatchObject([{ body: "{", status: 422 }])
  })

  it("fails when told, and stops", async () => {
    expect(
      await tell("POST /_sandbox/faults", {
        kind: "status",
        status: 503,
        times: -1,
        endpoint: ESTIMATE,
      })
    ).toMatchObject({ status: 204 })
    expect((await estimate()).status).toBe(503)
    expect((await estimate()).status).toBe(503)

    expect(await tell("DELETE /_sandbox/faults")).toMatchObject({
      status: 204,
    })
    expect((await estimate()).status).toBe(200)
  })

  it("has registrations, products and customers, until reset", async () => {
    await tell("PUT /_sandbox/registrations", { states: ["US-NY"] })
    await tell("POST /_sandbox/customers", {
      external_id: "cus_1",
      exempt: true,
    })
    await tell("POST /_sandbox/products", {
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

    expect(await tell("POST /_sandbox/reset")).toMatchObject({ status: 204 })
    expect(sandbox.requests()).toEqual([])
    expect(
      (await estimate(PLACES.austin, { customer: { external_id: "cus_1" } }))
        .body
    ).toMatchObject({ total_tax_amount_calculated: "8.25" })
    expect((await call(sandbox, "GET /v1/products")).body).toMatchObject({
      total: 0,
    })

    await tell("PUT /_sandbox/registrations", { states: "all" })
    expect((await estimate()).body).toMatchObject({
      has_active_registration: true,
    })
  })

  it("takes its time", async () => {
    await tell("PUT /_sandbox/latency", { ms: 80 })

    const start = performance.now()
    await estimate()
    expect(performance.now() - start).toBeGreaterThanOrEqual(75)
  })

  it.each([
    ["POST /_sandbox/faults", { kind: "explode" }, "no fault of kind"],
    ["POST /_sandbox/faults", "{", "not JSON"],
    ["POST /_sandbox/faults", undefined, "A fault is an object"],
    ["PUT /_sandbox/registrations", { states: ["Texas"] }, "Registrations"],
    ["PUT /_sandbox/registrations", ["US-TX"], "object with states"],
    ["PUT /_sandbox/latency", { ms: "80" }, "number of milliseconds"],
    ["PUT /_sandbox/latency", {}, "object with ms"],
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
  ])("refuses %s with %j", async (endpoint, body, sentence) => {
    expect(await tell(endpoint, body)).toMatchObject({
      status: 400,
      body: { detail: expect.stringContaining(sentence) },
    })
  })

  it("says what can be told when asked for something else", async () => {
    expect(await tell("POST /_sandbox/health")).toMatchObject({
      status: 404,
      body: { detail: expect.stringContaining("PUT /_sandbox/latency") },
    })
  })
})

describe("startSandbox", () => {
  it("has keys of its own and a free port unless told otherwise", async () => {
    const sandbox = await startSandbox()

    expect(sandbox).toMatchObject({
      apiKey: "sk_sandbox_key",
      organizationId: "orgn_sandbox",
      url: `http://127.0.0.1:${sandbox.port}`,
    })
    await sandbox.close()
  })

  it("fails on a port that is taken", async () => {
    const sandbox = await startSandbox()

    await expect(startSandbox({ port: sandbox.port })).rejects.toThrow(
      "EADDRINUSE"
    )
    await sandbox.close()
  })

  it("can be closed twice", async () => {
    const sandbox = await startSandbox()
    await sandbox.close()
    await sandbox.close()
  })
})
