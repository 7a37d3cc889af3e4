import {
  type Answer,
  EARLY_MS,
  PATIENT_MS,
  body,
  classifyFailure,
  close,
  hang,
  ok,
  question,
  reset,
  resetInMidBody,
  status,
  transportTo,
  useServers,
} from "../../integration-tests/transport/serve-answers"

const serve = useServers()

describe("the transport retries", () => {
  it.each<[string, Answer]>([
    ["408", status(408)],
    ["429", status(429)],
    ["500", status(500)],
    [
      "502, with a proxy's page",
      (response) => response.writeHead(502).end("<h1>Bad Gateway</h1>"),
    ],
    ["503", status(503)],
    ["504", status(504)],
    ["a reset connection", reset],
    ["a closed connection", close],
    ["a connection reset in mid-body", resetInMidBody],
  ])("%s", async (_, failing) => {
    const { baseUrl, received } = await serve([failing, ok])
    await expect(transportTo(baseUrl).request(question())).resolves.toEqual({
      answer: 42,
    })
    expect(received).toHaveLength(2)
  })

  it("an attempt that takes too long", async () => {
    const { baseUrl, received } = await serve([hang, ok])
    await expect(
      transportTo(baseUrl, { timeoutMs: 100 }).request(question())
    ).resolves.toEqual({ answer: 42 })
    expect(received).toHaveLength(2)
  })

  it("a refused connection", async () => {
    const { server, port, baseUrl } = await serve([ok])
    await new Promise((resolve) => server.close(resolve))
    const request = transportTo(baseUrl, { retries: 4 }).request(question())
    await new Promise((resolve) => setTimeout(resolve, 20))
    const { received } = await serve([ok], port)
    await expect(request).resolves.toEqual({ answer: 42 })
    expect(received).toHaveLength(1)
  })

  it("several failures in a row", async () => {
    const { baseUrl, received } = await serve([status(500), reset, ok])
    await transportTo(baseUrl).request(question())
    expect(received).toHaveLength(3)
  })

  it("at most as many times as the option retries says", async () => {
    const { baseUrl, received } = await serve([status(503)])
    const error = await classifyFailure(
      transportTo(baseUrl).request(question())
    )
    expect(error).toMatchObject({ code: "unavailable", status: 503 })
    expect(received).toHaveLength(3)
  })

  it("nothing with retries: 0", async () => {
    const { baseUrl, received } = await serve([status(503), ok])
    const transport = transportTo(baseUrl, { retries: 0 })
    expect((await classifyFailure(transport.request(question()))).code).toBe(
      "unavailable"
    )
    expect(received).toHaveLength(1)
  })

  it("with growing waits", async () => {
    const { baseUrl, received } = await serve([status(503), status(503), ok])
    await transportTo(baseUrl).request(question())
    const [first, second, third] = received.map(({ at }) => at)
    expect(second! - first!).toBeGreaterThanOrEqual(50 - EARLY_MS)
    expect(third! - second!).toBeGreaterThanOrEqual(100 - EARLY_MS)
  })

  it("nothing if the wait would pass the deadline", async () => {
    const { baseUrl, received } = await serve([status(503), ok])
    const deadline = Date.now() + 45
    const error = await classifyFailure(
      transportTo(baseUrl).request(question({ deadline }))
    )
    expect(["unavailable", "timed_out"]).toContain(error.code)
    expect(received.length).toBeLessThanOrEqual(1)
  })
})

describe("the transport does not retry", () => {
  it.each([
    [400, "invalid_request"],
    [401, "unauthorized"],
    [403, "forbidden"],
    [404, "not_found"],
    [409, "conflict"],
    [422, "invalid_request"],
  ])("%i", async (code, expected) => {
    const { baseUrl, received } = await serve([status(code), ok])
    const error = await classifyFailure(
      transportTo(baseUrl).request(question())
    )
    expect(error).toMatchObject({ code: expected, status: code })
    expect(received).toHaveLength(1)
  })

  it.each<[string, Answer, string]>([
    [
      "HTML",
      body("<!doctype html><title>Kintsugi</title>", "text/html"),
      "it is not JSON",
    ],
    ["truncated JSON", body('{"answer": 4'), "it is not JSON"],
    ["an empty body", body(""), "it is not JSON"],
    ["a 204", (response) => response.writeHead(204).end(), "it is not JSON"],
    ["NaN", body('{"answer": NaN}'), "it is not JSON"],
    [
      "another shape",
      body('{"answer": "many"}'),
      "answer: Invalid input: expected number, received string",
    ],
    [
      "null",
      body("null"),
      "the body: Invalid input: expected object, received null",
    ],
  ])("%s instead of an answer", async (_, lying, problem) => {
    const { baseUrl, received } = await serve([lying, ok])
    const error = await classifyFailure(
      transportTo(baseUrl).request(question())
    )
    expect(error.code).toBe("bad_response")
    expect(error.message).toBe(`Kintsugi's answer was not used: ${problem}`)
    expect(received).toHaveLength(1)
  })

  it("an answer that is longer than any estimate", async () => {
    const { baseUrl, received } = await serve([
      body(`{"answer": 42, "padding": "${"x".repeat(5 * 1024 * 1024)}"}`),
      ok,
    ])
    const error = await classifyFailure(
      transportTo(baseUrl, { timeoutMs: PATIENT_MS }).request(
        question({ deadline: Date.now() + PATIENT_MS })
      )
    )
    expect(error.code).toBe("bad_response")
    expect(received).toHaveLength(1)
  })
})

describe("the transport without a connection", () => {
  it("reports a host that does not exist as unavailable", async () => {
    const patience = { timeoutMs: PATIENT_MS, retries: 0 }
    const error = await classifyFailure(
      transportTo("https://does-not-exist.invalid", patience).request(
        question({ deadline: Date.now() + PATIENT_MS })
      )
    )
    expect(error.code).toBe("unavailable")
    expect(error.message).toMatch(
      /^The connection to Kintsugi failed \(E[A-Z_]+\)$/
    )
  }, 20_000)

  it("reports a closed port as unavailable", async () => {
    const { server, baseUrl } = await serve([ok])
    await new Promise((resolve) => server.close(resolve))
    const error = await classifyFailure(
      transportTo(baseUrl, { retries: 0 }).request(question())
    )
    expect(error.code).toBe("unavailable")
    expect(error.message).toBe(
      "The connection to Kintsugi failed (ECONNREFUSED)"
    )
  })

  it("reports a server that speaks no TLS as unavailable", async () => {
    const { port } = await serve([ok])
    const error = await classifyFailure(
      transportTo(`https://127.0.0.1:${port}`, { retries: 0 }).request(
        question()
      )
    )
    expect(error.code).toBe("unavailable")
  })
})
