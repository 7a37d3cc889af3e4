import { type Server, createServer } from "node:http"
import { type AddressInfo, type Socket, createServer as listen } from "node:net"
import { setTimeout as delay } from "node:timers/promises"
import { z } from "@medusajs/framework/zod"
import {
  IDLE_BEFORE_ONCE_MS,
  IDLE_MS,
  announcedIdle,
  createConnections,
} from "./connections"
import { isKintsugiError } from "./errors"
import { createTransport } from "./transport"

type Closable = { close(): Promise<void> }

const running: Closable[] = []

afterEach(async () => {
  for (const one of running.splice(0)) {
    await one.close()
  }
})

type Idle = {
  /** How long the server keeps an idle connection, in ms. */
  closesAfterMs: number
  /** The `Keep-Alive` header of each answer. */
  says?: string
  port?: number
}

const ANSWER = '{"answer":42}'

/** A server that closes idle connections to the exact millisecond. */
const serve = async ({ closesAfterMs, says, port = 0 }: Idle) => {
  const sockets: Socket[] = []
  const server = listen((socket) => {
    sockets.push(socket)
    let timer: NodeJS.Timeout | undefined
    socket.on("error", () => undefined)
    socket.on("close", () => clearTimeout(timer))
    socket.on("data", () => {
      clearTimeout(timer)
      socket.write(
        `HTTP/1.1 200 OK\r\nContent-Type: application/json\r\n` +
          (says ? `Keep-Alive: ${says}\r\n` : "") +
          `Content-Length: ${ANSWER.length}\r\n\r\n${ANSWER}`
      )
      timer = setTimeout(() => socket.destroy(), closesAfterMs)
    })
  })
  const close = () =>
    new Promise<void>((resolve) => {
      sockets.forEach((socket) => socket.destroy())
      server.close(() => resolve())
    })
  running.push({ close })
  await new Promise<void>((resolve) =>
    server.listen(port, "127.0.0.1", resolve)
  )
  const { port: used } = server.address() as AddressInfo
  return { baseUrl: `http://127.0.0.1:${used}`, port: used, sockets, close }
}

const askerOf = (baseUrl: string) => {
  const transport = createTransport({
    baseUrl,
    apiKey: "sk_test",
    organizationId: "orgn_test",
    timeoutMs: 5_000,
    // A stale connection must fail the request, not be hidden by a retry.
    retries: 0,
  })
  return (once: boolean) =>
    transport.request({
      method: "POST",
      path: "/v1/transactions",
      body: { external_id: "order_1" },
      schema: z.object({ answer: z.number() }),
      once,
      deadline: Date.now() + 5_000,
    })
}

describe("announcedIdle", () => {
  it.each([
    ["timeout=5", 5_000],
    ["timeout=5, max=100", 5_000],
    ["max=100, timeout=5", 5_000],
    ["Timeout=1", 1_000],
    ['timeout="60"', 60_000],
    ["max=3;timeout = 2", 2_000],
  ])("reads %j as %i ms", (header, ms) => {
    expect(announcedIdle(header)).toBe(ms)
  })

  it.each([undefined, "", "max=100", "timeout=", "timeout=soon", 5, null])(
    "returns undefined for %j",
    (header) => {
      expect(announcedIdle(header)).toBeUndefined()
    }
  )
})

describe("createConnections drops an idle connection before the server does", () => {
  it("has idle limits below 5 s, and below 1 s for requests sent only once", () => {
    expect(IDLE_MS).toBeLessThan(5_000)
    expect(IDLE_BEFORE_ONCE_MS).toBeLessThan(1_000)
  })

  it.each([
    ["1 s, announced", { closesAfterMs: 1_000, says: "timeout=1" }, 990],
    [
      "1 s, announced after something else",
      { closesAfterMs: 1_000, says: "max=50, timeout=1" },
      990,
    ],
    ["2 s, announced", { closesAfterMs: 2_000, says: "timeout=2" }, 1_990],
    ["5 s, unannounced", { closesAfterMs: 5_000 }, 4_990],
  ])(
    "when the server closes it after %s",
    async (_, idle, pauseMs) => {
      const { baseUrl, sockets } = await serve(idle)
      const ask = askerOf(baseUrl)
      await ask(false)
      await delay(pauseMs)
      await expect(ask(false)).resolves.toEqual({ answer: 42 })
      expect(sockets).toHaveLength(2)
    },
    20_000
  )

  it("when the server closes it after 1 s, unannounced, for requests sent only once", async () => {
    const { baseUrl, sockets } = await serve({ closesAfterMs: 1_000 })
    const ask = askerOf(baseUrl)
    for (const pauseMs of [990, 995, 1_000]) {
      await expect(ask(true)).resolves.toEqual({ answer: 42 })
      await delay(pauseMs)
    }
    expect(sockets).toHaveLength(3)
  })

  it("even when the timer that should close the connection is late", async () => {
    const { baseUrl, sockets } = await serve({ closesAfterMs: 60_000 })
    const ask = askerOf(baseUrl)
    await ask(true)
    await delay(50)
    const blockedUntil = Date.now() + IDLE_BEFORE_ONCE_MS + 50
    while (Date.now() < blockedUntil);
    await ask(true)
    expect(sockets).toHaveLength(2)
  })
})

describe("createConnections reuses a connection", () => {
  it.each([
    ["within a minute's limit", { closesAfterMs: 60_000 }],
    [
      "within an announced minute",
      { closesAfterMs: 60_000, says: "timeout=60" },
    ],
    ["within 5 s, unannounced", { closesAfterMs: 5_000 }],
  ])("%s", async (_, idle) => {
    const { baseUrl, sockets } = await serve(idle)
    const ask = askerOf(baseUrl)
    await ask(false)
    await delay(100)
    await ask(false)
    await delay(100)
    await ask(false)
    expect(sockets).toHaveLength(1)
  })
})

describe("a request to a server", () => {
  const failure = async (asked: Promise<unknown>) =>
    asked.then(
      () => undefined,
      (error: unknown) => (isKintsugiError(error) ? error.code : error)
    )

  it("that half-closes an idle connection uses a new connection", async () => {
    const { baseUrl, sockets } = await serve({ closesAfterMs: 60_000 })
    const ask = askerOf(baseUrl)
    await ask(true)
    sockets[0]?.end()
    await delay(50)
    await expect(ask(true)).resolves.toEqual({ answer: 42 })
    expect(sockets).toHaveLength(2)
  })

  it("that half-closes before it answers fails, and is made once", async () => {
    const asked: Socket[] = []
    const server = listen({ allowHalfOpen: true }, (socket) => {
      socket.on("error", () => undefined)
      socket.once("data", () => {
        asked.push(socket)
        socket.end()
      })
    })
    running.push({
      close: () => new Promise((resolve) => server.close(() => resolve())),
    })
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve))
    const { port } = server.address() as AddressInfo
    expect(await failure(askerOf(`http://127.0.0.1:${port}`)(true))).toBe(
      "unavailable"
    )
    expect(asked).toHaveLength(1)
  })

  it("that restarts uses a new connection", async () => {
    const first = await serve({ closesAfterMs: 60_000 })
    const ask = askerOf(first.baseUrl)
    await ask(true)
    await first.close()
    const second = await serve({ closesAfterMs: 60_000, port: first.port })
    await delay(50)
    await expect(ask(true)).resolves.toEqual({ answer: 42 })
    expect(second.sockets).toHaveLength(1)
  })

  it("that is not up yet is retried, even if it may be sent only once", async () => {
    const first = await serve({ closesAfterMs: 60_000 })
    await first.close()
    const transport = createTransport({
      baseUrl: first.baseUrl,
      apiKey: "sk_test",
      organizationId: "orgn_test",
      timeoutMs: 5_000,
      retries: 10,
    })
    const asked = transport.request({
      method: "POST",
      path: "/v1/transactions",
      schema: z.object({ answer: z.number() }),
      once: true,
      deadline: Date.now() + 10_000,
    })
    await delay(20)
    const second = await serve({ closesAfterMs: 60_000, port: first.port })
    await expect(asked).resolves.toEqual({ answer: 42 })
    expect(second.sockets).toHaveLength(1)
  })

  it("that closes on receiving it fails, and is not retried if it may be sent only once", async () => {
    let requests = 0
    const server: Server = createServer((request) => {
      requests++
      request.socket.destroy()
    })
    running.push({
      close: () => new Promise((resolve) => server.close(() => resolve())),
    })
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve))
    const { port } = server.address() as AddressInfo
    const transport = createTransport({
      baseUrl: `http://127.0.0.1:${port}`,
      apiKey: "sk_test",
      organizationId: "orgn_test",
      timeoutMs: 5_000,
      retries: 3,
    })
    const asked = transport.request({
      method: "POST",
      path: "/v1/transactions",
      schema: z.object({ answer: z.number() }),
      once: true,
      deadline: Date.now() + 5_000,
    })
    expect(await failure(asked)).toBe("unavailable")
    expect(requests).toBe(1)
  })
})

describe("createConnections", () => {
  it("closes only connections that it keeps", () => {
    const { dropStale, applyKeepAlive: heed } = createConnections(IDLE_MS)
    expect(() => {
      dropStale()
      heed(undefined, "timeout=5")
    }).not.toThrow()
  })
})
