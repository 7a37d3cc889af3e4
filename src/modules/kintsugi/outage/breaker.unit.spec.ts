import { setTimeout as delay } from "node:timers/promises"
import { errorFromRefusal, notConnected } from "../../../kintsugi-api"
import { createBreaker, closeCircuits } from "./breaker"

/** Longer than the first pause and the time to look. */
const A_PROBE_MS = 3_000

/** A server that is down, or answers with its name. */
const createServer = () => {
  const server = {
    error: undefined as Error | undefined,
    asked: 0,
    request: async () => {
      server.asked += 1
      if (server.error) {
        throw server.error
      }
      return "answer"
    },
  }
  return server
}

const DOWN = notConnected("ECONNREFUSED")
const BUSY = (retryAfterMs?: number) =>
  errorFromRefusal({ status: 429, detail: "", fields: [], retryAfterMs })
const REFUSED = errorFromRefusal({ status: 422, detail: "", fields: [] })

describe("createBreaker", () => {
  afterEach(closeCircuits)

  const fail = async (
    breaker: ReturnType<typeof createBreaker>,
    server: ReturnType<typeof createServer>,
    times: number
  ) => {
    for (let time = 0; time < times; time += 1) {
      await breaker.ask(server.request).catch(() => undefined)
    }
  }

  it("sends nothing for a caller after three failures in a row", async () => {
    const server = createServer()
    const breaker = createBreaker()
    server.error = DOWN
    await fail(breaker, server, 3)
    expect(server.asked).toBe(3)
    await expect(breaker.ask(server.request)).rejects.toMatchObject({
      code: "unavailable",
      message: expect.stringContaining("was not asked"),
    })
    expect(server.asked).toBe(3)
  })

  it("keeps asking where an answer comes between the failures", async () => {
    const server = createServer()
    const breaker = createBreaker()
    for (let round = 0; round < 3; round += 1) {
      server.error = DOWN
      await fail(breaker, server, 2)
      server.error = undefined
      await expect(breaker.ask(server.request)).resolves.toBe("answer")
    }
    expect(server.asked).toBe(9)
  })

  it("is not opened by what Kintsugi refuses", async () => {
    const server = createServer()
    const breaker = createBreaker()
    server.error = REFUSED
    await fail(breaker, server, 5)
    expect(server.asked).toBe(5)
  })

  it("probes in the background, one at a time, and asks again after an answer", async () => {
    const server = createServer()
    const breaker = createBreaker()
    server.error = DOWN
    await fail(breaker, server, 3)
    let running = 0
    let most = 0
    const slow = async () => {
      running += 1
      most = Math.max(most, running)
      await delay(50)
      running -= 1
      return server.request()
    }
    await Promise.all(
      [1, 2, 3].map(() => breaker.ask(slow).catch(() => undefined))
    )
    expect(server.asked).toBe(3)
    server.error = undefined
    await delay(A_PROBE_MS)
    expect(server.asked).toBe(4)
    expect(most).toBe(1)
    await expect(breaker.ask(server.request)).resolves.toBe("answer")
  })

  it("probes with the latest request, as the first may be the cause", async () => {
    const server = createServer()
    const breaker = createBreaker()
    server.error = DOWN
    await fail(breaker, server, 3)
    await breaker.ask(() => Promise.resolve("another")).catch(() => undefined)
    await delay(A_PROBE_MS)
    expect(server.asked).toBe(3)
    server.error = undefined
    await expect(breaker.ask(server.request)).resolves.toBe("answer")
  })

  it("sends nothing until the moment that Retry-After names", async () => {
    const server = createServer()
    const breaker = createBreaker()
    server.error = BUSY(1_500)
    await fail(breaker, server, 1)
    server.error = undefined
    await expect(breaker.ask(server.request)).rejects.toMatchObject({
      code: "rate_limited",
    })
    await delay(1_000)
    expect(server.asked).toBe(1)
    await delay(1_500)
    expect(server.asked).toBe(2)
    await expect(breaker.ask(server.request)).resolves.toBe("answer")
  })

  it("keeps a 429 without Retry-After for a failure like others", async () => {
    const server = createServer()
    const breaker = createBreaker()
    server.error = BUSY()
    await fail(breaker, server, 2)
    server.error = undefined
    await expect(breaker.ask(server.request)).resolves.toBe("answer")
  })
})
