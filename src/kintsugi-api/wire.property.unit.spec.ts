import fc from "fast-check"
import { createServer } from "node:http"
import type { AddressInfo } from "node:net"
import { runsOf } from "../../integration-tests/exactness/runs"
import { isKintsugiError } from "./errors"
import { estimateResponseSchema } from "./estimates"
import { createRedactor } from "./redact"
import { errorFromAnswer } from "./refusal"
import { parseRetryAfter } from "./retry-after"
import { createTransport } from "./transport"

/** Ends each property in time, however slow the machine is. */
const LIMITS = { numRuns: runsOf(300), interruptAfterTimeLimit: 20_000 }
const PATIENCE_MS = 60_000

const SIX_HOURS_MS = 6 * 60 * 60 * 1000
const STREET = "1100 Congress Ave"

/** Texts of every kind, including those with a meaning in JSON or HTTP. */
const text = fc.oneof(
  fc.string({ unit: "binary", maxLength: 2_000 }),
  fc.string({ unit: "grapheme", maxLength: 500 }),
  fc
    .tuple(
      fc.constantFrom("a", "@", "a@", "[", '{"', '"loc":[', "\\"),
      fc.nat(20_000)
    )
    .map(([part, times]) => part.repeat(times)),
  fc.constantFrom("", "null", "[]", "{}", "<h1>Bad Gateway</h1>", '{"detail":')
)

const refusedField = fc.record(
  {
    loc: fc.array(fc.oneof(fc.string(), fc.integer()), { maxLength: 6 }),
    msg: text,
    input: fc.jsonValue(),
    type: fc.string(),
  },
  { requiredKeys: [] }
)

const refusalBody = fc.oneof(
  text,
  fc.jsonValue().map((value) => JSON.stringify(value)),
  fc
    .oneof(text, fc.array(refusedField, { maxLength: 40 }), fc.jsonValue())
    .map((detail) => JSON.stringify({ detail }))
)

/** A body that may be truncated and may quote the request. */
const quotedBody = fc
  .tuple(refusalBody, fc.nat(3_000), fc.boolean(), fc.boolean())
  .map(([body, at, quotes, isCut]) => {
    const quoted = quotes
      ? body.slice(0, at) + STREET.toUpperCase() + body.slice(at)
      : body
    return isCut ? quoted.slice(0, at + 10) : quoted
  })

const status = fc.integer({ min: 300, max: 599 })

describe("a refusal with any content", () => {
  it(
    "becomes an error of its status, bounded and without the address",
    () => {
      fc.assert(
        fc.property(status, quotedBody, (code, body) => {
          const error = errorFromAnswer(code, body, createRedactor([STREET]))
          expect(isKintsugiError(error)).toBe(true)
          expect(error.status).toBe(code)
          expect(error.message.length).toBeLessThan(1_000)
          expect(error.fields.length).toBeLessThanOrEqual(20)
          const errorText = JSON.stringify([error.message, error.fields])
          expect(errorText.toLowerCase()).not.toContain(STREET.toLowerCase())
        }),
        LIMITS
      )
    },
    PATIENCE_MS
  )

  it(
    "loses all words that must be redacted",
    () => {
      fc.assert(
        fc.property(
          fc.array(
            fc.string({ unit: "grapheme", minLength: 1, maxLength: 30 }),
            {
              maxLength: 5,
            }
          ),
          text,
          (words, around) => {
            const redact = createRedactor(words)
            const left = redact(words.join(around))
            for (const word of words.map((one) => one.trim()).filter(Boolean)) {
              expect(left.split("***").join("\n")).not.toContain(word)
            }
          }
        ),
        LIMITS
      )
    },
    PATIENCE_MS
  )

  it(
    "has a Retry-After of at most six hours",
    () => {
      fc.assert(
        fc.property(
          fc.oneof(
            text,
            fc.bigInt({ min: 0n }).map(String),
            fc.double().map(String),
            fc.date({ noInvalidDate: true }).map((date) => date.toUTCString())
          ),
          (value) => {
            const ms = parseRetryAfter(value, 1_700_000_000_000)
            expect(ms === undefined || (ms >= 0 && ms <= SIX_HOURS_MS)).toBe(
              true
            )
          }
        ),
        LIMITS
      )
    },
    PATIENCE_MS
  )
})

describe("any response over the wire", () => {
  it(
    "becomes an answer or a KintsugiError, and the next request succeeds",
    async () => {
      let next: {
        code: number
        body: string
        headers: Record<string, string>
      } = {
        code: 200,
        body: "",
        headers: {},
      }
      const server = createServer((request, response) => {
        request.resume()
        response.writeHead(next.code, next.headers).end(next.body)
      })
      await new Promise<void>((resolve) =>
        server.listen(0, "127.0.0.1", resolve)
      )
      const { port } = server.address() as AddressInfo
      const transport = createTransport({
        baseUrl: `http://127.0.0.1:${port}`,
        apiKey: "sk_live_8kQ2vN4rT6yU",
        organizationId: "orgn_argaLQwMy2fJc",
        timeoutMs: 5_000,
        retries: 0,
      })
      const ask = () =>
        transport.request({
          method: "POST",
          path: "/v1/tax/estimate",
          body: { addresses: [{ street_1: STREET }] },
          schema: estimateResponseSchema,
          deadline: Date.now() + 5_000,
        })
      try {
        await fc.assert(
          fc.asyncProperty(
            fc.integer({ min: 200, max: 599 }),
            fc.oneof(
              quotedBody,
              fc
                .record({
                  external_id: fc.string(),
                  currency: fc.string(),
                  transaction_items: fc.array(
                    fc.record(
                      {
                        external_id: fc.string(),
                        tax_amount: fc.oneof(fc.string(), fc.double()),
                        tax_items: fc.array(
                          fc.record({ name: text, amount: fc.string() }),
                          { maxLength: 3 }
                        ),
                      },
                      { requiredKeys: [] }
                    ),
                    { maxLength: 3 }
                  ),
                })
                .map((value) => JSON.stringify(value))
            ),
            fc.constantFrom(
              {},
              { "content-encoding": "gzip" },
              {
                "retry-after": "9".repeat(400),
              }
            ),
            async (code, body, headers) => {
              next = {
                code,
                body: code === 204 || code === 304 ? "" : body,
                headers: headers as Record<string, string>,
              }
              try {
                await ask()
              } catch (error) {
                expect(isKintsugiError(error)).toBe(true)
                if (code >= 300 && isKintsugiError(error)) {
                  expect(error.status).toBe(code)
                }
              }
            }
          ),
          { numRuns: runsOf(150), interruptAfterTimeLimit: 20_000 }
        )
        next = {
          code: 200,
          body: '{"external_id": "a", "currency": "USD", "transaction_items": []}',
          headers: {},
        }
        await expect(ask()).resolves.toHaveLength(1)
      } finally {
        server.closeAllConnections()
        server.close()
      }
    },
    PATIENCE_MS
  )
})
