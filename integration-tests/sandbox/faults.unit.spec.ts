import { call } from "./caller"
import { type Fault, type Sandbox, startSandbox } from "./index"
import { PLACES, sampleEstimate } from "./sample-estimate"
import { STATUSES } from "./faults/fault"

const ESTIMATE = "POST /v1/tax/estimate"

describe("faults", () => {
  let sandbox: Sandbox
  const estimate = () => call(sandbox, ESTIMATE, { body: sampleEstimate() })
  const products = () => call(sandbox, "GET /v1/products")

  beforeAll(async () => {
    sandbox = await startSandbox()
  })
  afterEach(() => sandbox.reset())
  afterAll(() => sandbox.close())

  const took = async (work: () => Promise<unknown>) => {
    const start = performance.now()
    await work()
    return performance.now() - start
  }

  describe("when a fault happens", () => {
    it("a fault happens once by default", async () => {
      sandbox.fail({ kind: "status", status: 503 })

      expect((await estimate()).status).toBe(503)
      expect((await estimate()).status).toBe(200)
    })

    it("a fault happens as often as `times` says", async () => {
      sandbox.fail({ kind: "status", status: 503, times: 2 })

      expect((await estimate()).status).toBe(503)
      expect((await products()).status).toBe(503)
      expect((await estimate()).status).toBe(200)
    })

    it.each([Infinity, -1])("times %p is until cleared", async (times) => {
      sandbox.fail({ kind: "status", status: 500, times })

      for (let call = 0; call < 5; call++) {
        expect((await estimate()).status).toBe(500)
      }
      sandbox.clearFaults()
      expect((await estimate()).status).toBe(200)
    })

    it("several faults happen one after the other", async () => {
      sandbox.fail({ kind: "status", status: 503 })
      sandbox.fail({ kind: "status", status: 429 })

      expect((await estimate()).status).toBe(503)
      expect((await estimate()).status).toBe(429)
      expect((await estimate()).status).toBe(200)
    })

    it("a fault can be limited to one endpoint", async () => {
      sandbox.fail({ kind: "status", status: 500, endpoint: ESTIMATE })

      expect((await products()).status).toBe(200)
      expect((await estimate()).status).toBe(500)
    })

    it("an endpoint with an id matches under any parameter name", async () => {
      for (const endpoint of [
        "GET /v1/products/{product_id}",
        "GET /v1/products/{id}",
        "GET /v1/products/prod_7",
      ]) {
        sandbox.fail({ kind: "status", status: 500, endpoint })
        expect((await call(sandbox, "GET /v1/products/prod_7")).status).toBe(
          500
        )
      }
    })

    it("a fault happens before the keys are checked", async () => {
      sandbox.fail({ kind: "status", status: 503 })

      expect(
        await call(sandbox, ESTIMATE, { headers: { "x-api-key": null } })
      ).toMatchObject({ status: 503 })
    })
  })

  describe("status faults", () => {
    it.each(STATUSES)("a fault with status %d", async (status) => {
      sandbox.fail({ kind: "status", status })
      const answer = await estimate()

      expect(answer.status).toBe(status)
      if (status === 502 || status === 504) {
        expect(answer.headers.get("content-type")).toBe("text/html")
        expect(answer.text).toMatch(/^<html>/)
      } else {
        expect(answer.headers.get("content-type")).toBe("application/json")
        expect(answer.body).toMatchObject({ detail: expect.anything() })
      }
    })

    it("a status fault uses Kintsugi's own texts", async () => {
      sandbox.fail({ kind: "status", status: 500 })
      expect((await estimate()).body).toEqual({
        detail: "An unexpected server error occurred.",
      })

      sandbox.fail({ kind: "status", status: 422 })
      expect((await estimate()).body).toMatchObject({
        detail: [
          { type: "missing", loc: ["body", "date"], msg: "Field required" },
        ],
      })
    })

    it.each(["7", "Wed, 21 Oct 2026 07:28:00 GMT"])(
      "a status fault sends Retry-After unchanged: %s",
      async (retryAfter) => {
        sandbox.fail({ kind: "status", status: 429, retryAfter })
        const answer = await estimate()

        expect(answer.headers.get("retry-after")).toBe(retryAfter)
        expect(answer.body).toEqual({ detail: "Too Many Requests" })
      }
    )

    it("a status fault can have its own body", async () => {
      const body = { detail: "a plain string" }
      sandbox.fail({ kind: "status", status: 422, body })

      expect(await estimate()).toMatchObject({ status: 422, body })
    })
  })

  describe("connection faults", () => {
    it("slow delays the correct answer", async () => {
      sandbox.fail({ kind: "slow", ms: 120 })

      expect(
        await took(async () => {
          expect((await estimate()).status).toBe(200)
        })
      ).toBeGreaterThanOrEqual(115)
    })

    it("hang never answers", async () => {
      sandbox.fail({ kind: "hang" })

      await expect(
        fetch(`${sandbox.url}/v1/products`, {
          signal: AbortSignal.timeout(1_000),
        })
      ).rejects.toMatchObject({ name: "TimeoutError" })
      expect(sandbox.requests()).toMatchObject([{ status: null }])
    })

    it("reset resets the connection before an answer", async () => {
      sandbox.fail({ kind: "reset" })

      await expect(estimate()).rejects.toMatchObject({
        cause: { code: "ECONNRESET" },
      })
      expect(sandbox.requests()).toMatchObject([{ status: null }])
      expect((await estimate()).status).toBe(200)
    })

    it("reset-mid-body sends half of the announced body", async () => {
      sandbox.fail({ kind: "reset-mid-body" })
      const response = await fetch(`${sandbox.url}${ESTIMATE.slice(5)}`, {
        method: "POST",
        headers: {
          "x-api-key": sandbox.apiKey,
          "x-organization-id": sandbox.organizationId,
          "content-type": "application/json",
        },
        body: JSON.stringify(sampleEstimate()),
      })

      expect(response.status).toBe(200)
      await expect(response.text()).rejects.toThrow()
      expect((await estimate()).status).toBe(200)
    })

    it("drip spreads the body over the given time", async () => {
      sandbox.fail({ kind: "drip", ms: 200 })
      let answer: unknown

      expect(
        await took(async () => {
          answer = (await estimate()).body
        })
      ).toBeGreaterThanOrEqual(180)
      expect(answer).toMatchObject({ total_tax_amount_calculated: "8.25" })
    })

    it("closing the sandbox ends all delayed answers at once", async () => {
      const doomed = await startSandbox()
      doomed.fail({ kind: "hang" })
      doomed.fail({ kind: "slow", ms: 60_000 })
      doomed.fail({ kind: "drip", ms: 60_000 })
      const waiting = [1, 2, 3].map(() =>
        expect(
          call(doomed, ESTIMATE, { body: sampleEstimate() })
        ).rejects.toThrow()
      )
      while (doomed.requests().length < 3) {
        await new Promise((resolve) => setTimeout(resolve, 5))
      }

      expect(await took(() => doomed.close())).toBeLessThan(1000)
      await Promise.all(waiting)
    })
  })

  describe("body faults", () => {
    it.each(["{", "<html>", "", "null", "[]"])("sends %p raw", async (body) => {
      sandbox.fail({ kind: "body", body })
      const answer = await estimate()

      expect(answer).toMatchObject({ status: 200, text: body })
      expect(answer.headers.get("content-type")).toBe("application/json")
    })

    it("a body fault can have its own content type and status", async () => {
      sandbox.fail({
        kind: "body",
        body: "<html>",
        contentType: "text/html",
        status: 201,
      })
      const answer = await estimate()

      expect(answer.status).toBe(201)
      expect(answer.headers.get("content-type")).toBe("text/html")
    })
  })

  describe("invalid faults", () => {
    it.each([
      [{ kind: "explode" }, /no fault of kind "explode"/],
      [{}, /no fault of kind undefined/],
      [null, /must be an object/],
      [{ kind: "status", status: 418 }, /status is one of/],
      [{ kind: "status", status: 429, retryAfter: 7 }, /retryAfter/],
      [{ kind: "slow" }, /ms is a number/],
      [{ kind: "drip", ms: -1 }, /ms is a number/],
      [{ kind: "body" }, /body must be a string/],
      [{ kind: "body", body: "", status: 99 }, /status is an HTTP status/],
      [{ kind: "change" }, /fields is an object/],
      [{ kind: "change", fields: [] }, /fields is an object/],
      [{ kind: "lie", lie: "white" }, /no lie "white"/],
      [{ kind: "hang", ms: 5 }, /has no field "ms"/],
      [{ kind: "hang", times: 0 }, /times is a positive integer/],
      [{ kind: "hang", times: 1.5 }, /times is a positive integer/],
      [{ kind: "hang", endpoint: "/v1/tax/estimate" }, /no endpoint/],
      [{ kind: "hang", endpoint: "GET /v1/tax/estimate" }, /no endpoint/],
    ])("fail refuses %j", (fault, sentence) => {
      expect(() => sandbox.fail(fault as Fault)).toThrow(sentence)
    })
  })
})

describe("lies", () => {
  let sandbox: Sandbox
  beforeAll(async () => {
    sandbox = await startSandbox()
  })
  afterEach(() => sandbox.reset())
  afterAll(() => sandbox.close())

  type Answer = {
    currency: string
    addresses: { status: string }[]
    total_tax_amount_calculated: string
    tax_rate_calculated: string
    transaction_items: {
      external_id?: string
      amount: string
      exempt: boolean
      exempt_reason?: string
      tax_amount: string
      tax_rate: string
      tax_items: { name: string; rate: string; amount: string }[]
    }[]
  }

  /** 100.00 and 10.00 in Austin: 8.25 and 0.83. */
  const two = sampleEstimate(PLACES.austin, [
    {},
    { is: "shipping", amount: 10 },
  ])
  const send = async (
    lie: Extract<Fault, { kind: "lie" }>["lie"],
    request = two
  ) => {
    sandbox.fail({ kind: "lie", lie })
    const { status, body } = await call(sandbox, ESTIMATE, { body: request })
    expect(status).toBe(200)
    return body as Answer
  }
  const ids = ({ transaction_items: items }: Answer) =>
    items.map((item) => item.external_id)

  it("the correct total is 9.08", async () => {
    const { body } = await call(sandbox, ESTIMATE, { body: two })
    expect(body).toMatchObject({ total_tax_amount_calculated: "9.08" })
  })

  it("drop-item removes the last item", async () => {
    const body = await send("drop-item")
    expect(ids(body)).toEqual(["item_1"])
    expect(body.total_tax_amount_calculated).toBe("8.25")
  })

  it("duplicate-item repeats the first item", async () => {
    const body = await send("duplicate-item")
    expect(ids(body)).toEqual(["item_1", "item_2", "item_1"])
    expect(body.total_tax_amount_calculated).toBe("17.33")
  })

  it("extra-item adds an unknown item", async () => {
    const body = await send("extra-item")
    expect(ids(body)).toEqual(["item_1", "item_2", "item_nobody_asked_for"])
  })

  it("shuffle reverses the items", async () => {
    const body = await send("shuffle")
    expect(ids(body)).toEqual(["item_2", "item_1"])
    expect(body.total_tax_amount_calculated).toBe("9.08")
  })

  it("negative-tax makes a tax negative", async () => {
    const body = await send("negative-tax")
    expect(body.transaction_items[0]).toMatchObject({
      tax_amount: "-50.00",
      tax_items: [{ amount: "-50.00" }],
    })
    expect(body.total_tax_amount_calculated).toBe("-49.17")
  })

  it("nan-tax makes a tax NaN", async () => {
    const body = await send("nan-tax")
    expect(body).toMatchObject({
      total_tax_amount_calculated: "NaN",
      transaction_items: [
        { tax_amount: "NaN", tax_items: [{ amount: "NaN" }, {}, {}] },
        { tax_amount: "0.83" },
      ],
    })
  })

  it("absurd-tax is twice the line's amount", async () => {
    const body = await send("absurd-tax")
    expect(body.transaction_items[0]).toMatchObject({
      amount: "100.00",
      tax_amount: "200.00",
      tax_rate: "2",
      tax_items: [{ rate: "2", amount: "200.00" }],
    })
    expect(body.total_tax_amount_calculated).toBe("200.83")
  })

  it("percent-rates multiplies rates by 100", async () => {
    const body = await send("percent-rates")
    expect(body.transaction_items[0]).toMatchObject({
      tax_rate: "8.25",
      tax_amount: "8.25",
      tax_items: [{ rate: "6.25" }, { rate: "1" }, { rate: "1" }],
    })
  })

  it("wrong-total changes the total alone", async () => {
    const body = await send("wrong-total")
    expect(body.total_tax_amount_calculated).toBe("10.08")
    expect(body.transaction_items[0]?.tax_amount).toBe("8.25")
  })

  it("wrong-sum changes an item's tax but not its jurisdictions", async () => {
    const body = await send("wrong-sum")
    expect(body.transaction_items[0]).toMatchObject({
      tax_amount: "8.75",
      tax_items: [{ amount: "6.25" }, { amount: "1.00" }, { amount: "1.00" }],
    })
    expect(body.total_tax_amount_calculated).toBe("9.58")
  })

  it("numbers sends decimals as JSON numbers", async () => {
    const body = await send("numbers")
    expect(body).toMatchObject({
      total_tax_amount_calculated: 9.08,
      transaction_items: [
        {
          amount: 100,
          quantity: 1,
          tax_rate: 0.0825,
          tax_items: [{ rate: 0.0625, amount: 6.25 }, {}, {}],
        },
        {},
      ],
    })
  })

  it("no-ids omits the items' ids", async () => {
    expect(ids(await send("no-ids"))).toEqual([undefined, undefined])
  })

  it("other-currency answers in another currency", async () => {
    expect((await send("other-currency")).currency).toBe("EUR")
    const euros = { ...two, currency: "EUR" }
    expect((await send("other-currency", euros)).currency).toBe("USD")
  })

  it("page, empty-page and list wrap the estimate", async () => {
    expect(await send("page")).toMatchObject({
      items: [{ total_tax_amount_calculated: "9.08" }],
      total: 1,
    })
    expect(await send("empty-page")).toEqual({
      items: [],
      total: 0,
      page: 1,
      size: 50,
      pages: 0,
    })
    expect(await send("list")).toMatchObject([
      { total_tax_amount_calculated: "9.08" },
    ])
  })

  it("exempt-with-tax adds a tax to an exempt item", async () => {
    expect((await send("exempt-with-tax")).transaction_items[0]).toMatchObject({
      exempt: true,
      exempt_reason: "PRODUCT",
      tax_amount: "8.25",
    })
    expect(
      (await send("exempt-with-tax", sampleEstimate(PLACES.portland)))
        .transaction_items[0]
    ).toMatchObject({ exempt: true, tax_amount: "10.00" })
  })

  it("invalid-address marks the address INVALID", async () => {
    expect((await send("invalid-address")).addresses[0]?.status).toBe("INVALID")
  })

  it("same-names gives all jurisdictions one name", async () => {
    const body = await send("same-names")
    expect(body.transaction_items[0]?.tax_items).toMatchObject([
      { name: "Sales Tax", amount: "6.25" },
      { name: "Sales Tax", amount: "1.00" },
      { name: "Sales Tax", amount: "1.00" },
    ])
  })

  it("a lie waits for an estimate and does not affect refusals", async () => {
    sandbox.fail({ kind: "lie", lie: "drop-item" })

    expect(await call(sandbox, "GET /v1/products")).toMatchObject({
      status: 200,
      body: { total: 0 },
    })
    expect(await call(sandbox, ESTIMATE, { body: {} })).toMatchObject({
      status: 422,
    })
  })

  it("a lie is wrapped in a page like an estimate, but not twice", async () => {
    const paging = await startSandbox({ simulatePage: true })
    const ask = async () =>
      (await call(paging, ESTIMATE, { body: two })).body as {
        items: Answer[]
      }

    paging.fail({ kind: "lie", lie: "shuffle" })
    expect(ids((await ask()).items[0] as Answer)).toEqual(["item_2", "item_1"])
    paging.fail({ kind: "lie", lie: "page" })
    expect((await ask()).items[0]).toHaveProperty("transaction_items")
    await paging.close()
  })
})
