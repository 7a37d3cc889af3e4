import {
  type Answer,
  classifyFailure,
  ok,
  question,
  resetInMidRefusal,
  status,
  transportTo,
  useServers,
} from "../../integration-tests/transport/serve-answers"

const serve = useServers()

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
