import { call } from "./caller"
import { type Sandbox, startSandbox } from "./index"
import { sampleEstimate } from "./sample-estimate"

describe("access", () => {
  let sandbox: Sandbox
  const estimate = (headers: Record<string, string | null>) =>
    call(sandbox, "POST /v1/tax/estimate", { body: sampleEstimate(), headers })

  beforeAll(async () => {
    sandbox = await startSandbox({
      apiKey: "sk_mine",
      organizationId: "orgn_mine",
      forbiddenOrganizationIds: ["orgn_theirs"],
    })
  })
  afterAll(() => sandbox.close())

  it("access is granted to a request with both keys", async () => {
    expect(await estimate({})).toMatchObject({ status: 200 })
  })

  it.each([null, "sk_theirs", ""])("the key %p gets a 401", async (key) => {
    expect(await estimate({ "x-api-key": key })).toMatchObject({
      status: 401,
      body: { detail: "The request is missing a valid x-api-key." },
    })
  })

  it("a missing organization gets a 422", async () => {
    expect(await estimate({ "x-organization-id": null })).toMatchObject({
      status: 422,
      body: {
        detail: [
          {
            type: "missing",
            loc: ["header", "x-organization-id"],
            msg: "Field required",
          },
        ],
      },
    })
  })

  it.each(["orgn_theirs", "orgn_nobodys"])("%s gets a 403", async (id) => {
    expect(await estimate({ "x-organization-id": id })).toMatchObject({
      status: 403,
      body: { detail: expect.stringContaining(id) },
    })
  })

  it("a bearer token gets a 401, even together with valid keys", async () => {
    expect(await estimate({ authorization: "Bearer sk_mine" })).toMatchObject({
      status: 401,
      body: { detail: expect.stringContaining("Bearer tokens") },
    })
  })

  it.each([
    "GET /v1/products",
    "POST /v1/products",
    "GET /v1/products/categories",
    "GET /v1/products/prod_1",
    "PUT /v1/products/prod_1",
    "GET /v1/anything",
  ])("%s requires an API key", async (endpoint) => {
    expect(
      await call(sandbox, endpoint, { headers: { "x-api-key": null } })
    ).toMatchObject({ status: 401 })
  })

  it("unknown URLs get a 404, wrong methods a 405", async () => {
    for (const endpoint of [
      "GET /v1/taxes",
      "GET /v1/products/",
      "GET /v1/products/prod_1/x",
      "GET /",
      "POST /tax/estimate",
    ]) {
      expect(await call(sandbox, endpoint)).toMatchObject({
        status: 404,
        body: {
          detail: expect.stringMatching(/incorrect URL|not found/),
        },
      })
    }
    expect(await call(sandbox, "GET /v1/tax/estimate")).toMatchObject({
      status: 405,
    })
  })
})
