import { type Server, createServer } from "node:http"
import { get as httpsGet } from "node:https"
import { type AddressInfo, type Socket, connect } from "node:net"
import { z } from "@medusajs/framework/zod"
import { type KintsugiError, isKintsugiError } from "./errors"
import { TunnelAgent, proxyFor } from "./proxy"
import { createTransport } from "./transport"

const VARIABLES = [
  "HTTP_PROXY",
  "HTTPS_PROXY",
  "ALL_PROXY",
  "NO_PROXY",
  "http_proxy",
  "https_proxy",
  "all_proxy",
  "no_proxy",
]

const before = { ...process.env }
const servers: Server[] = []
const sockets: Socket[] = []

beforeEach(() => {
  for (const name of VARIABLES) {
    delete process.env[name]
  }
})

afterEach(async () => {
  for (const name of VARIABLES) {
    delete process.env[name]
    if (before[name] !== undefined) {
      process.env[name] = before[name]
    }
  }
  sockets.splice(0).forEach((socket) => socket.destroy())
  for (const server of servers.splice(0)) {
    server.closeAllConnections()
    await new Promise((resolve) => server.close(resolve))
  }
})

const started = async (server: Server): Promise<number> => {
  servers.push(server)
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve))
  return (server.address() as AddressInfo).port
}

/**
 * A proxy with this answer to `CONNECT`, and the requests that it got. The
 * answer "tunnel" connects; with "nothing" there is none.
 */
const proxy = async (answer: string) => {
  const asked: string[] = []
  let close: () => void = () => undefined
  const gone = new Promise<void>((resolve) => (close = resolve))
  const server = createServer((request, response) => {
    asked.push(`${request.method} ${request.url}`)
    response.end('{"answer": 42}')
  })
  server.on("connect", ({ url, headers }, socket: Socket) => {
    sockets.push(socket)
    socket.on("error", () => undefined)
    asked.push(
      `CONNECT ${url} ${headers["proxy-authorization"] ?? ""} ${headers["x-api-key"] ?? ""}`.trim()
    )
    if (answer === "tunnel") {
      const [host = "", port] = (url ?? "").split(":")
      const there = connect(Number(port), host, () => {
        socket.write("HTTP/1.1 200 OK\r\n\r\n")
        there.pipe(socket).pipe(there)
      })
      there.on("error", () => socket.destroy())
    } else if (answer === "nothing") {
      socket.resume().once("end", close)
    } else {
      socket.end(answer)
    }
  })
  return { asked, gone, port: await started(server) }
}

const request = (baseUrl: string, timeoutMs = 5_000) =>
  createTransport({
    baseUrl,
    apiKey: "sk_live_8kQ2vN4rT6yU",
    organizationId: "orgn_argaLQwMy2fJc",
    timeoutMs,
    retries: 0,
  }).request({
    method: "POST",
    path: "/v1/tax/estimate",
    body: {},
    schema: z.object({ answer: z.number() }),
    deadline: Date.now() + 10_000,
  })

const classifyFailure = async (
  asked: Promise<unknown>
): Promise<KintsugiError> =>
  asked.then(
    () => {
      throw new Error("the request did not fail")
    },
    (error: unknown) => {
      if (isKintsugiError(error)) {
        return error
      }
      throw error
    }
  )

describe("proxyFor", () => {
  it.each([
    "http://localhost:4010",
    "http://127.0.0.1:4010",
    "http://[::1]:4010",
    "https://localhost",
    "https://LOCALHOST.",
    "https://127.1",
    "https://127.255.0.3",
    "https://[::1]",
    "https://[::ffff:127.0.0.1]",
    "https://kintsugi.localhost",
  ])("returns no proxy for the loopback address %s", (baseUrl) => {
    process.env.HTTP_PROXY = "http://proxy.example:3128"
    process.env.HTTPS_PROXY = "http://proxy.example:3128"
    process.env.ALL_PROXY = "http://proxy.example:3128"
    expect(proxyFor(baseUrl)).toBeUndefined()
  })

  it.each([
    ["HTTPS_PROXY", "http://proxy.example:3128", "http://proxy.example:3128/"],
    ["https_proxy", "proxy.example:3128", "http://proxy.example:3128/"],
    [
      "HTTPS_PROXY",
      "us:pw@proxy.example:3128",
      "http://us:pw@proxy.example:3128/",
    ],
    ["ALL_PROXY", "https://proxy.example", "https://proxy.example/"],
  ])("returns the proxy that %s names", (name, value, url) => {
    process.env[name] = value
    expect(proxyFor("https://api.trykintsugi.com")?.href).toBe(url)
  })

  it.each(["api.trykintsugi.com", ".trykintsugi.com", "*"])(
    "returns no proxy if NO_PROXY is %s",
    (value) => {
      process.env.HTTPS_PROXY = "http://proxy.example:3128"
      process.env.NO_PROXY = value
      expect(proxyFor("https://api.trykintsugi.com")).toBeUndefined()
    }
  )
})

describe("createTransport with a proxy in the environment", () => {
  it("asks a loopback address directly, and keeps the key from the proxy", async () => {
    const port = await started(
      createServer((_, response) => response.end('{"answer": 42}'))
    )
    const { asked, port: proxyPort } = await proxy("tunnel")
    process.env.HTTP_PROXY = `http://127.0.0.1:${proxyPort}`
    process.env.ALL_PROXY = process.env.HTTP_PROXY
    await expect(request(`http://127.0.0.1:${port}`)).resolves.toEqual({
      answer: 42,
    })
    expect(asked).toEqual([])
  })

  it.each([
    [403, "HTTP/1.1 403 Forbidden\r\n\r\nNot allowed here"],
    [407, "HTTP/1.1 407 Proxy Authentication Required\r\n\r\n"],
    [502, "HTTP/1.1 502 Bad Gateway\r\nContent-Length: 0\r\n\r\n"],
  ])("does not take the proxy's %i for Kintsugi's", async (status, answer) => {
    const { asked, port } = await proxy(answer)
    process.env.HTTPS_PROXY = `http://jane:s3cret@127.0.0.1:${port}`
    const error = await classifyFailure(request("https://api.trykintsugi.com"))
    expect(error).toMatchObject({ code: "unavailable", retryable: true })
    expect(error.status).toBeUndefined()
    expect(error.message).toBe(
      `The proxy 127.0.0.1:${port} did not let the request through to Kintsugi (it answered ${status})`
    )
    expect(error.merchantMessage).toContain("HTTPS_PROXY")
    expect(JSON.stringify({ ...error, stack: error.stack })).not.toContain(
      "s3cret"
    )
    expect(asked).toEqual([
      "CONNECT api.trykintsugi.com:443 Basic amFuZTpzM2NyZXQ=",
    ])
  })

  it("names a proxy that cannot be reached", async () => {
    const { port } = await proxy("nothing")
    const [server] = servers.splice(0)
    await new Promise((resolve) => server!.close(resolve))
    process.env.HTTPS_PROXY = `http://127.0.0.1:${port}`
    const error = await classifyFailure(request("https://api.trykintsugi.com"))
    expect(error.message).toBe(
      `The connection to Kintsugi through the proxy 127.0.0.1:${port} failed (ECONNREFUSED)`
    )
  })

  it("keeps the deadline if the proxy never answers", async () => {
    const { port } = await proxy("nothing")
    process.env.HTTPS_PROXY = `http://127.0.0.1:${port}`
    const error = await classifyFailure(
      request("https://api.trykintsugi.com", 500)
    )
    expect(error.code).toBe("timed_out")
  })

  it("leaves no connection open if the proxy never answers", async () => {
    const { port, gone } = await proxy("nothing")
    const agent = new TunnelAgent(new URL(`http://127.0.0.1:${port}`), 200)
    const failed = new Promise((resolve) => {
      httpsGet("https://api.trykintsugi.com", { agent }).on("error", resolve)
    })
    await expect(failed).resolves.toMatchObject({ code: "ABORT_ERR" })
    await gone
  })

  it("gives the reason if the proxy speaks SOCKS", async () => {
    process.env.HTTPS_PROXY = "socks5://proxy.example:1080"
    const error = await classifyFailure(request("https://api.trykintsugi.com"))
    expect(error.code).toBe("unavailable")
    expect(error.message).toContain("socks5:")
  })

  it("sends TLS through the proxy's tunnel to the server", async () => {
    // Speaks no TLS: the bytes that it receives show that it was reached.
    const received: string[] = []
    const plain = createServer()
    plain.on("connection", (socket: Socket) => {
      socket.on("error", () => undefined)
      socket.once("data", (chunk) => {
        received.push(chunk.subarray(0, 1).toString("hex"))
        socket.destroy()
      })
    })
    const there = await started(plain)
    const { asked, port } = await proxy("tunnel")
    process.env.HTTPS_PROXY = `http://127.0.0.1:${port}`
    process.env.NO_PROXY = "nobody.example"
    // The name is not a loopback name, but it resolves to this machine.
    const error = await classifyFailure(request(`https://0.0.0.0:${there}`))
    expect(error.code).toBe("unavailable")
    expect(asked).toEqual([`CONNECT 0.0.0.0:${there}`])
    // A TLS handshake, and not the key in the clear.
    expect(received).toEqual(["16"])
  })
})
