import {
  type IncomingHttpHeaders,
  type IncomingMessage,
  type Server,
  type ServerResponse,
  createServer,
} from "node:http"
import type { AddressInfo, Socket } from "node:net"
import { inspect } from "node:util"
import { z } from "@medusajs/framework/zod"
import { type KintsugiError, isKintsugiError } from "./errors"
import {
  type TransportOptions,
  type TransportRequest,
  createTransport,
  parseRetryAfter,
} from "./transport"

const API_KEY = "sk_live_8kQ2vN4rT6yU"
const ORGANIZATION_ID = "orgn_argaLQwMy2fJc"

/** Timers may fire a little early, and a busy machine is a little late. */
const EARLY_MS = 10
const SLACK_MS = 1_500

/** For tests that wait for a name server, or use much memory. */
const PATIENT_MS = 9_000

type Received = {
  method?: string
  url?: string
  headers: IncomingHttpHeaders
  body: string
  socket: Socket
  at: number
}

type Answer = (response: ServerResponse, request: Received) => void

const servers: Server[] = []

afterEach(async () => {
  for (const server of servers.splice(0)) {
    server.closeAllConnections()
    await new Promise((resolve) => server.close(resolve))
  }
})

const readBody = async (request: IncomingMessage): Promise<string> => {
  let body = ""
  for await (const chunk of request) {
    body += chunk
  }
  return body
}

/** A server whose n-th request gets the n-th answer, later ones the last. */
const serve = async (answers: Answer[], port = 0) => {
  const received: Received[] = []
  const server = createServer(async (request, response) => {
    const { method, url, headers, socket } = request
    const at = Date.now()
    const body = await readBody(request)
    const one = { method, url, headers, socket, at, body }
    const answer = answers[Math.min(received.length, answers.length - 1)]
    received.push(one)
    answer?.(response, one)
  })
  servers.push(server)
  await new Promise<void>((resolve) =>
    server.listen(port, "127.0.0.1", resolve)
  )
  const address = server.address() as AddressInfo
  return {
    received,
    server,
    port: address.port,
    baseUrl: `http://127.0.0.1:${address.port}`,
  }
}

const status =
  (code: number, detail: unknown = "", headers = {}): Answer =>
  (response) => {
    response.writeHead(code, { "content-type": "application/json", ...headers })
    response.end(JSON.stringify({ detail }))
  }

const body =
  (text: string, contentType = "application/json"): Answer =>
  (response) => {
    response.writeHead(200, { "content-type": contentType })
    response.end(text)
  }

const ok = body('{"answer": 42}')
const hang: Answer = () => undefined
const reset: Answer = (_, { socket }) => void socket.resetAndDestroy()
const close: Answer = (_, { socket }) => void socket.destroy()

const resetInMidBody: Answer = (response, { socket }) => {
  response.writeHead(200, { "content-length": 14 })
  response.write('{"answ', () => socket.destroy())
}

const resetInMidRefusal: Answer = (response, { socket }) => {
  response.writeHead(422, { "content-length": 100 })
  response.write('{"detail": "Unknown', () => socket.destroy())
}

/** Sends a byte now and then, and never ends. */
const drip: Answer = (response) => {
  response.writeHead(200, { "content-type": "application/json" })
  const timer = setInterval(() => response.write(" "), 20)
  response.on("close", () => clearInterval(timer))
}

const transportTo = (
  baseUrl: string,
  options: Partial<TransportOptions> = {}
) =>
  createTransport({
    baseUrl,
    apiKey: API_KEY,
    organizationId: ORGANIZATION_ID,
    timeoutMs: 2000,
    retries: 2,
    ...options,
  })

type Answered = { answer: number }

const question = (
  fields: Partial<TransportRequest<Answered>> = {}
): TransportRequest<Answered> => ({
  method: "POST",
  path: "/v1/tax/estimate",
  body: { external_id: "cart_01JAUSTIN" },
  schema: z.object({ answer: z.number() }),
  deadline: Date.now() + 5000,
  ...fields,
})

const classifyFailure = async (
  request: Promise<unknown>
): Promise<KintsugiError> => {
  try {
    await request
  } catch (error) {
    if (isKintsugiError(error)) {
      return error
    }
    throw error
  }
  throw new Error("the request did not fail")
}

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

describe("parseRetryAfter", () => {
  const NOW = Date.parse("Sat, 14 Mar 2026 15:09:26 GMT")

  it.each([
    ["0", 0],
    ["1", 1000],
    ["120", 120_000],
    ["31536000", 21_600_000],
    ["9".repeat(400), 21_600_000],
    ["Sun, 14 Mar 2027 15:09:26 GMT", 21_600_000],
    [" 2 ", 2000],
    ["1.5", 1500],
    ["Sat, 14 Mar 2026 15:09:29 GMT", 3000],
    ["Sat, 14 Mar 2026 15:09:26 GMT", 0],
    ["Sat, 14 Mar 2026 15:00:00 GMT", 0],
  ])("reads %j as %i ms", (value, ms) => {
    expect(parseRetryAfter(value, NOW)).toBe(ms)
  })

  it.each(["", " ", "soon", "-5", "2026-03-15", "1 2", "NaN", "Infinity"])(
    "returns undefined for %j",
    (value) => {
      expect(parseRetryAfter(value, NOW)).toBeUndefined()
    }
  )
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

describe("a refusal", () => {
  it("that lists fields names them by path", async () => {
    const { baseUrl } = await serve([
      status(422, [
        {
          type: "missing",
          loc: ["body", "transaction_items", 0, "product_category"],
          msg: "Field required",
          input: {},
        },
        { type: "missing", loc: ["body", "date"], msg: "Field required" },
      ]),
    ])
    const error = await classifyFailure(
      transportTo(baseUrl).request(question())
    )
    expect(error.code).toBe("invalid_request")
    expect(error.fields).toEqual([
      {
        path: "body.transaction_items.0.product_category",
        message: "Field required",
      },
      { path: "body.date", message: "Field required" },
    ])
    expect(error.message).toBe(
      "Kintsugi answered 422: body.transaction_items.0.product_category: Field required; body.date: Field required"
    )
  })

  it("that is a text repeats the text", async () => {
    const { baseUrl } = await serve([
      status(401, "The request is missing a valid x-api-key."),
    ])
    const error = await classifyFailure(
      transportTo(baseUrl).request(question())
    )
    expect(error.message).toBe(
      "Kintsugi answered 401: The request is missing a valid x-api-key."
    )
    expect(error.fields).toEqual([])
  })

  it("about the address is an invalid_address error", async () => {
    const { baseUrl, received } = await serve([
      status(422, [
        {
          type: "value_error",
          loc: ["body", "addresses", 0, "postal_code"],
          msg: "Value error, does not belong to the state",
        },
      ]),
    ])
    const error = await classifyFailure(
      transportTo(baseUrl).request(question())
    )
    expect(error.code).toBe("invalid_address")
    expect(received).toHaveLength(1)
  })

  it.each<[string, Answer]>([
    [
      "a page",
      (response) => response.writeHead(400).end("<h1>Bad Request</h1>"),
    ],
    ["nothing", (response) => response.writeHead(400).end()],
    ["null", (response) => response.writeHead(400).end("null")],
    ["a list", (response) => response.writeHead(400).end("[]")],
  ])("that comes as %s reports only its status", async (_, answer) => {
    const { baseUrl } = await serve([answer])
    const error = await classifyFailure(
      transportTo(baseUrl).request(question())
    )
    expect(error.message).toBe("Kintsugi answered 400")
  })
})

describe("a refusal's body", () => {
  const longLine = "Calle ".repeat(20_000)

  it("is read up to the limit, whatever it contains", async () => {
    const { baseUrl } = await serve([
      status(500, "a".repeat(5 * 1024 * 1024)),
      ok,
    ])
    const start = process.cpuUsage()
    await expect(transportTo(baseUrl).request(question())).resolves.toEqual({
      answer: 42,
    })
    expect(process.cpuUsage(start).user / 1000).toBeLessThan(3_000)
  })

  it.each<[string, Answer]>([
    ["breaks off", resetInMidRefusal],
    [
      "never ends",
      (response) => {
        response.writeHead(422)
        response.write('{"detail": "Unknown')
      },
    ],
    [
      "is no gzip, though it says so",
      (response) => {
        response.writeHead(422, { "content-encoding": "gzip" })
        response.end("Unknown category")
      },
    ],
  ])("that %s still yields its status", async (_, answer) => {
    const { baseUrl, received } = await serve([answer, ok])
    const error = await classifyFailure(
      transportTo(baseUrl, { timeoutMs: 500 }).request(question())
    )
    expect(error).toMatchObject({
      code: "invalid_request",
      status: 422,
      message: "Kintsugi answered 422",
    })
    expect(received).toHaveLength(1)
  })

  it("that quotes the whole request is still classified", async () => {
    const { baseUrl, received } = await serve([
      (response, { body }) =>
        void response.writeHead(422).end(
          JSON.stringify({
            detail: [
              {
                type: "value_error",
                loc: ["body", "addresses", 0, "street_1"],
                msg: "Value error, no such street",
                input: JSON.parse(body),
              },
              { loc: ["body", "date"], msg: "Field required" },
            ],
          })
        ),
      ok,
    ])
    const body = { addresses: [{ type: "SHIP_TO", street_1: longLine }] }
    const error = await classifyFailure(
      transportTo(baseUrl).request(question({ body }))
    )
    expect(error).toMatchObject({ code: "invalid_address", status: 422 })
    expect(error.fields).toEqual([
      {
        path: "body.addresses.0.street_1",
        message: "Value error, no such street",
      },
    ])
    expect(received).toHaveLength(1)
  })

  it.each([
    longLine,
    "(".repeat(100_000),
    "\\".repeat(50_000),
    "🏠".repeat(40_000),
  ])(
    "is one of the address, however long a line of it is",
    async (street_1) => {
      const { baseUrl, received } = await serve([
        status(422, `The address was not found: ${street_1.slice(0, 200)}`),
        ok,
      ])
      const error = await classifyFailure(
        transportTo(baseUrl).request(
          question({ body: { addresses: [{ street_1 }] } })
        )
      )
      expect(error).toMatchObject({ code: "invalid_address", status: 422 })
      expect(error.message).toBe(
        "Kintsugi answered 422: The address was not found: ***"
      )
      expect(received).toHaveLength(1)
    }
  )

  it("is classified before it is redacted", async () => {
    const { baseUrl } = await serve([status(422, "Invalid address for Jane")])
    const error = await classifyFailure(
      transportTo(baseUrl).request(
        question({ body: { addresses: [{ city: "Address" }] } })
      )
    )
    expect(error.code).toBe("invalid_address")
    expect(error.message).toBe("Kintsugi answered 422: Invalid *** for Jane")
  })

  it("is limited to twenty fields of bounded length", async () => {
    const { baseUrl } = await serve([
      status(
        422,
        Array.from({ length: 100 }, (_, index) => ({
          loc: ["body", "x".repeat(300), index],
          msg: "y",
        }))
      ),
    ])
    const { fields } = await classifyFailure(
      transportTo(baseUrl).request(question())
    )
    expect(fields).toHaveLength(20)
    expect(fields[0]?.path).toHaveLength(200)
  })
})

describe("an error", () => {
  const PRIVATE = [
    API_KEY,
    ORGANIZATION_ID,
    "1100 Congress Ave",
    "Apt 5",
    "Montréal",
    "78701",
    "cus_01JANE",
    "jane@example.com",
  ]

  const secret = question({
    body: {
      external_id: "cart_01JAUSTIN",
      addresses: [
        {
          type: "SHIP_TO",
          street_1: "1100 Congress Ave",
          street_2: "Apt 5",
          city: "Montréal",
          state: "TX",
          postal_code: "78701",
          country: "US",
        },
      ],
      customer: { external_id: "cus_01JANE", email: "jane@example.com" },
    },
  })

  const outputs = (error: KintsugiError) =>
    [
      String(error),
      error.stack,
      error.merchantMessage,
      JSON.stringify(error),
      JSON.stringify({ ...error, message: error.message }),
      JSON.stringify(error.fields),
      inspect(error, { depth: null, showHidden: true }),
    ].join("\n")

  /** Ignores case, since Kintsugi may send an address back in capitals. */
  const leaks = (error: KintsugiError) =>
    PRIVATE.filter((word) =>
      outputs(error).toLowerCase().includes(word.toLowerCase())
    )

  const quoted = ({ headers, body }: Received) =>
    `${headers["x-api-key"]} ${headers["x-organization-id"]} sent ${body}`

  const answers: [string, Answer][] = [400, 401, 403, 409, 422, 500].map(
    (code) => [
      `a ${code} that quotes the request`,
      (response, request) =>
        void response
          .writeHead(code)
          .end(JSON.stringify({ detail: quoted(request) })),
    ]
  )

  it.each<[string, Answer]>([
    ...answers,
    [
      "a 422 that quotes it field by field",
      (response, request) => {
        const { addresses, customer } = JSON.parse(request.body)
        const detail = [
          {
            type: "value_error",
            loc: ["body", "addresses", 0],
            msg: `Unknown: ${Object.values(addresses[0]).join(", ")}`,
            input: addresses[0],
          },
          {
            type: "value_error",
            loc: ["header", "x-api-key", API_KEY],
            msg: `${ORGANIZATION_ID}: ${customer.email} ${customer.external_id}`,
            input: request.headers,
          },
        ]
        response.writeHead(422).end(JSON.stringify({ detail }))
      },
    ],
    [
      "a 422 with the address in capitals",
      status(
        422,
        "No such address: 1100 CONGRESS AVE APT 5, MONTRÉAL TX 78701"
      ),
    ],
    [
      "a 422 in escaped JSON",
      (response) =>
        void response
          .writeHead(422)
          .end('{"detail": "No such city: Montr\\u00e9al"}'),
    ],
    [
      "a 200 that quotes the request",
      (response, request) =>
        void response.end(JSON.stringify({ answer: quoted(request) })),
    ],
    [
      "a 200 that is no JSON",
      (response, request) => void response.end(quoted(request)),
    ],
    ["a reset connection", reset],
    ["a connection reset in mid-body", resetInMidBody],
    ["a timeout", hang],
    [
      "a redirect that quotes the key",
      status(302, "", { location: `https://example.com/?key=${API_KEY}` }),
    ],
  ])("contains no secrets or addresses: %s", async (_, answer) => {
    const { baseUrl } = await serve([answer])
    const transport = transportTo(baseUrl, { retries: 0, timeoutMs: 300 })
    const error = await classifyFailure(
      transport.request({ ...secret, deadline: Date.now() + 5000 })
    )
    expect(leaks(error)).toEqual([])
  })

  it("does not contain an e-mail address that only Kintsugi knew", async () => {
    const { baseUrl } = await serve([
      status(422, "Customer jane@example.com is exempt in another state"),
    ])
    const error = await classifyFailure(
      transportTo(baseUrl).request(question({ body: {} }))
    )
    expect(error.message).toContain("is exempt in another state")
    expect(leaks(error)).toEqual([])
  })

  it("does not contain an address that is the request itself", async () => {
    const { baseUrl } = await serve([
      status(422, "No such address: 1100 CONGRESS AVE APT 5, MONTRÉAL 78701"),
    ])
    const body = {
      street_1: "1100 Congress Ave",
      street_2: "Apt 5",
      city: "Montréal",
      state: "TX",
      postal_code: "78701",
      country: "US",
    }
    const error = await classifyFailure(
      transportTo(baseUrl).request(question({ body }))
    )
    expect(error.message).toContain("No such address")
    expect(leaks(error)).toEqual([])
  })

  it("does not contain a tax id that is the request itself", async () => {
    const { baseUrl } = await serve([
      status(422, "DE999999999 is no valid tax id"),
    ])
    const error = await classifyFailure(
      transportTo(baseUrl).request(
        question({ body: { tax_id: "DE999999999" } })
      )
    )
    expect(error.message).toBe("Kintsugi answered 422: *** is no valid tax id")
  })

  it("still says what is wrong when the city is a word of the answer's JSON", async () => {
    const { baseUrl } = await serve([status(422, "Unknown category")])
    const body = { addresses: [{ city: "detail", state: "TX" }] }
    const error = await classifyFailure(
      transportTo(baseUrl).request(question({ body }))
    )
    expect(error.message).toBe("Kintsugi answered 422: Unknown category")
  })

  it("does not contain the key when nothing listens", async () => {
    const { server, baseUrl } = await serve([ok])
    await new Promise((resolve) => server.close(resolve))
    const error = await classifyFailure(
      transportTo(baseUrl, { retries: 0 }).request({
        ...secret,
        deadline: Date.now() + 5000,
      })
    )
    expect(error.code).toBe("unavailable")
    expect(leaks(error)).toEqual([])
  })
})
