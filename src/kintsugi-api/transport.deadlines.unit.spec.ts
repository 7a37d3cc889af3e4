import {
  type Answer,
  EARLY_MS,
  SLACK_MS,
  classifyFailure,
  drip,
  hang,
  ok,
  question,
  status,
  transportTo,
  useServers,
} from "../../integration-tests/transport/serve-answers"

const serve = useServers()

describe("Retry-After", () => {
  it.each([429, 503])("of a %i is waited for, in seconds", async (code) => {
    const { baseUrl, received } = await serve([
      status(code, "", { "retry-after": "1" }),
      ok,
    ])
    await transportTo(baseUrl).request(question())
    expect(received).toHaveLength(2)
    expect(received[1]!.at - received[0]!.at).toBeGreaterThanOrEqual(
      1000 - EARLY_MS
    )
  })

  it("is waited for, as a date", async () => {
    const date = new Date(Date.now() + 2000).toUTCString()
    const { baseUrl, received } = await serve([
      status(429, "", { "retry-after": date }),
      ok,
    ])
    await transportTo(baseUrl).request(question())
    expect(received).toHaveLength(2)
    expect(received[1]!.at).toBeGreaterThanOrEqual(Date.parse(date) - EARLY_MS)
  })

  it("past the deadline ends the request immediately", async () => {
    const { baseUrl, received } = await serve([
      status(429, "Slow down", { "retry-after": "60" }),
      ok,
    ])
    const deadline = Date.now() + 3000
    const error = await classifyFailure(
      transportTo(baseUrl).request(question({ deadline }))
    )
    expect(error).toMatchObject({ code: "rate_limited", retryAfterMs: 60_000 })
    expect(received).toHaveLength(1)
    expect(Date.now()).toBeLessThan(deadline - 1000)
  })

  it("that is unreadable counts as absent", async () => {
    const { baseUrl, received } = await serve([
      status(429, "", { "retry-after": "soon" }),
      ok,
    ])
    await transportTo(baseUrl).request(question())
    expect(received).toHaveLength(2)
  })
})

describe("the deadline", () => {
  it.each<[string, Answer]>([
    ["a server that hangs", hang],
    ["a body that drips", drip],
    [
      "headers without a body",
      (response) => {
        response.writeHead(200)
        response.flushHeaders()
      },
    ],
  ])("holds against %s, in one long attempt", async (_, answer) => {
    const { baseUrl, received } = await serve([answer])
    const deadline = Date.now() + 300
    const error = await classifyFailure(
      transportTo(baseUrl).request(question({ deadline }))
    )
    expect(error.code).toBe("timed_out")
    expect(Date.now()).toBeLessThan(deadline + SLACK_MS)
    expect(received).toHaveLength(1)
  })

  it.each<[string, Answer]>([
    ["a server that hangs", hang],
    ["a body that drips", drip],
  ])("holds against %s, in several short attempts", async (_, answer) => {
    const { baseUrl, received } = await serve([answer])
    const deadline = Date.now() + 600
    const error = await classifyFailure(
      transportTo(baseUrl, { timeoutMs: 100, retries: 10 }).request(
        question({ deadline })
      )
    )
    expect(error.code).toBe("timed_out")
    expect(Date.now()).toBeLessThan(deadline + SLACK_MS)
    expect(received.length).toBeGreaterThan(1)
  })

  it("that is past makes no request", async () => {
    const { baseUrl, received } = await serve([ok])
    const error = await classifyFailure(
      transportTo(baseUrl).request(question({ deadline: Date.now() - 1 }))
    )
    expect(error.code).toBe("timed_out")
    expect(received).toEqual([])
  })
})
