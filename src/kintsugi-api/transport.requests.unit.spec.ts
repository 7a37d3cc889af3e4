import {
  API_KEY,
  ORGANIZATION_ID,
  classifyFailure,
  ok,
  question,
  status,
  transportTo,
  useServers,
} from "../../integration-tests/transport/serve-answers"

const serve = useServers()

describe("a request", () => {
  it("carries the key, the organization and no other authorization", async () => {
    const { baseUrl, received } = await serve([ok])
    const transport = transportTo(baseUrl)
    await transport.request(question())
    await transport.request(question({ method: "GET", body: undefined }))
    await transport.request(question({ method: "PUT" }))

    expect(received.map(({ method }) => method)).toEqual(["POST", "GET", "PUT"])
    for (const { headers } of received) {
      expect(headers["x-api-key"]).toBe(API_KEY)
      expect(headers["x-organization-id"]).toBe(ORGANIZATION_ID)
      expect(headers).not.toHaveProperty("authorization")
    }
  })

  it("carries both headers again when it is sent again", async () => {
    const { baseUrl, received } = await serve([status(503), ok])
    await transportTo(baseUrl).request(question())
    expect(received.map(({ headers }) => headers["x-api-key"])).toEqual([
      API_KEY,
      API_KEY,
    ])
    expect(received.map(({ headers }) => headers["x-organization-id"])).toEqual(
      [ORGANIZATION_ID, ORGANIZATION_ID]
    )
  })

  it("sends its body as JSON, the same each time", async () => {
    const { baseUrl, received } = await serve([status(500), ok])
    const sent = { city: "Montréal", amount: 19.99 }
    await transportTo(baseUrl).request(question({ body: sent }))
    expect(received.map(({ body }) => JSON.parse(body))).toEqual([sent, sent])
    expect(received[0]?.headers["content-type"]).toContain("application/json")
  })

  it("appends its path to baseUrl's, and its query after that", async () => {
    const { baseUrl, received } = await serve([ok])
    await transportTo(`${baseUrl}/sandbox`).request(
      question({
        method: "GET",
        path: "/v1/products",
        query: { query: "prod_1&size=2", size: 100, page: undefined },
        body: undefined,
      })
    )
    const url = new URL(received[0]?.url ?? "", baseUrl)
    expect(url.pathname).toBe("/sandbox/v1/products")
    expect([...url.searchParams]).toEqual([
      ["query", "prod_1&size=2"],
      ["size", "100"],
    ])
  })

  it("resolves to the parsed body", async () => {
    const { baseUrl } = await serve([ok])
    await expect(transportTo(baseUrl).request(question())).resolves.toEqual({
      answer: 42,
    })
  })

  it.each([200, 201, 202])("treats a %i as a success", async (code) => {
    const { baseUrl } = await serve([
      (response) => response.writeHead(code).end('{"answer": 42}'),
    ])
    await expect(transportTo(baseUrl).request(question())).resolves.toEqual({
      answer: 42,
    })
  })

  it("reuses one connection for successive requests", async () => {
    const { baseUrl, received } = await serve([ok])
    const transport = transportTo(baseUrl)
    await transport.request(question())
    await transport.request(question())
    expect(received).toHaveLength(2)
    expect(received[0]?.socket).toBe(received[1]?.socket)
  })
})

describe("a redirect", () => {
  it.each([301, 302, 303, 307, 308])(
    "(%i) is not followed: it would pass on the key",
    async (code) => {
      const elsewhere = await serve([ok])
      const { baseUrl, received } = await serve([
        status(code, "", { location: `${elsewhere.baseUrl}/v1/tax/estimate` }),
        ok,
      ])
      const error = await classifyFailure(
        transportTo(baseUrl).request(question())
      )
      expect(error).toMatchObject({ code: "bad_response", status: code })
      expect(error.merchantMessage).toContain("baseUrl")
      expect(elsewhere.received).toEqual([])
      expect(received).toHaveLength(1)
    }
  )
})
