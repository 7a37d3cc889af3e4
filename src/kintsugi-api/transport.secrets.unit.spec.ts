import { inspect } from "node:util"
import {
  type Answer,
  type Received,
  API_KEY,
  ORGANIZATION_ID,
  classifyFailure,
  hang,
  ok,
  question,
  reset,
  resetInMidBody,
  status,
  transportTo,
  useServers,
} from "../../integration-tests/transport/serve-answers"
import type { KintsugiError } from "./errors"

const serve = useServers()

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
