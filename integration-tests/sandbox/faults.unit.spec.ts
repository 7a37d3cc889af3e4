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

  describe("when they happen", () => {
    it("once by default", async () => {
      sandbox.fail({ kind: "status", status: 503 })

      expect((await estimate()).status).toBe(503)
      expect((await estimate()).status).toBe(200)
    })

    it("as often as told", async () => {
      sandbox.fail({ kind: "status", status: 503, times: 2 })

      expect((await estimate()).status).toBe(503)
      expect((await products()).status).toBe(503)
      expect((await estimate()).status).toBe(200)
    })

    it.each([Infinity, -1])("until cleared: %p", async (times) => {
      sandbox.fail({ kind: "status", status: 500, times })

      for (let call = 0; call < 5; call++) {
        expect((await estimate()).status).toBe(500)
      }
      sandbox.clearFaults()
      expect((await estimate()).status).toBe(200)
    })

    it("one after another, in order", async () => {
      sandbox.fail({ kind: "status", status: 503 })
      sandbox.fail({ kind: "status", status: 429 })

      expect((await estimate()).status).toBe(503)
      expect((await estimate()).status).toBe(429)
      expect((await estimate()).status).toBe(200)
    })

    it("at one endpoint only", async () => {
      sandbox.fail({ kind: "status", status: 500, endpoint: ESTIMATE })

      expect((await products()).status).toBe(200)
      expect((await estimate()).status).toBe(500)
    })

    it("at an endpoint with an id, whatever the id is called", async () => {
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

    it("before the keys are looked at", async () => {
      sandbox.fail({ kind: "status", status: 503 })

      expect(
        await call(sandbox, ESTIMATE, { headers: { "x-api-key": null } })
      ).toMatchObject({ status: 503 })
    })
  })

  describe("status", () => {
    it.each(STATUSES)("%d", async (status) => {
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

    it("has Kintsugi's texts", async () => {
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
      "Retry-After as given: %s",
      async (retryAfter) => {
        sandbox.fail({ kind: "status", status: 429, retryAfter })
        const answer = await estimate()

        expect(answer.headers.get("retry-after")).toBe(retryAfter)
        expect(answer.body).toEqual({ detail: "Too Many Requests" })
      }
    )

    it("a body of one's own", async () => {
      const body = { detail: "a plain string" }
      sandbox.fail({ kind: "status", status: 422, body })

      expect(await estimate()).toMatchObject({ status: 422, body })
    })
  })

  describe("the connection", () => {
    it("slow: the proper answer, late", async () => {
      sandbox.fail({ kind: "slow", ms: 120 })

      expect(
        await took(async () => {
          expect((await estimate()).status).toBe(200)
        })
      ).toBeGreaterThanOrEqual(115)
    })

    it("hang: no answer", async () => {
      sandbox.fail({ kind: "hang" })

      await expect(
        fetch(`${sandbox.url}/v1/products`, {
          signal: AbortSignal.timeout(1_000),
        })
      ).rejects.toMatchObject({ name: "TimeoutError" })
      expect(sandbox.requests()).toMatchObject([{ status: null }])
    })

    it("reset: the socket is gone before an answer", async () => {
      sandbox.fail({ kind: "reset" })

      await expect(estimate()).rejects.toMatchObject({
        cause: { code: "ECONNRESET" },
      })
      expect(sandbox.requests()).toMatchObject([{ status: null }])
      expect((await estimate()).status).toBe(200)
    })

    it("reset-mid-body: half of what the headers promise", async () => {
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

    it("drip: the whole body takes its time", async () => {
      sandbox.fail({ kind: "drip", ms: 200 })
      let answer: unknown

      expect(
        await took(async () => {
          answer = (await estimate()).body
        })
      ).toBeGreaterThanOrEqual(180)
      expect(answer).toMatchObject({ total_tax_amount_calculated: "8.25" })
    })

    it("closing cuts all of them off at once", async () => {
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

  describe("body", () => {
    it.each(["{", "<html>", "", "null", "[]"])("%p as it is", async (body) => {
      sandbox.fail({ kind: "body", body })
      const answer = await estimate()

      expect(answer).toMatchObject({ status: 200, text: body })
      expect(answer.headers.get("content-type")).toBe("application/json")
    })

    it("with its own type and status", async () => {
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

  describe("those that make no sense", () => {
    it.each([
      [{ kind: "explode" }, /no fault of kind "explode"/],
      [{}, /no fault of kind undefined/],
      [null, /is an object/],
      [{ kind: "status", status: 418 }, /status is one of/],
      [{ kind: "status", status: 429, retryAfter: 7 }, /retryAfter/],
      [{ kind: "slow" }, /ms is a number/],
      [{ kind: "drip", ms: -1 }, /ms is a number/],
      [{ kind: "body" }, /body is a string/],
      [{ kind: "body", body: "", status: 99 }, /status is an HTTP status/],
      [{ kind: "lie", lie: "white" }, /no lie "white"/],
      [{ kind: "hang", ms: 5 }, /has no field "ms"/],
      [{ kind: "hang", times: 0 }, /times is a positive integer/],
      [{ kind: "hang", times: 1.5 }, /times is a positive integer/],
      [{ kind: "hang", endpoint: "/v1/tax/estimate" }, /no endpoint/],
      [{ kind: "hang", endpoint: "GET /v1/tax/estimate" }, /no endpoint/],
    ])("%j", (fault, sentence) => {
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

  type Told = {
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
  const hear = async (
    lie: Extract<Fault, { kind: "lie" }>["lie"],
    request = two
  ) => {
    sandbox.fail({ kind: "lie", lie })
    const { status, body } = await call(sandbox, ESTIMATE, { body: request })
    expect(status).toBe(200)
    return body as Told
  }
  const ids = ({ transaction_items: items }: Told) =>
    items.map((item) => item.external_id)

  it("the truth is 9.08", async () => {
    const { body } = await call(sandbox, ESTIMATE, { body: two })
    expect(body).toMatchObject({ total_tax_amount_calculated: "9.08" })
  })

  it("drop-item", async () => {
    const told = await hear("drop-item")
    expect(ids(told)).toEqual(["item_1"])
    expect(told.total_tax_amount_calculated).toBe("8.25")
  })

  it("duplicate-item", async () => {
    const told = await hear("duplicate-item")
    expect(ids(told)).toEqual(["item_1", "item_2", "item_1"])
    expect(told.total_tax_amount_calculated).toBe("17.33")
  })

  it("extra-item", async () => {
    const told = await hear("extra-item")
    expect(ids(told)).toEqual(["item_1", "item_2", "item_nobody_asked_for"])
  })

  it("shuffle", async () => {
    const told = await hear("shuffle")
    expect(ids(told)).toEqual(["item_2", "item_1"])
    expect(told.total_tax_amount_calculated).toBe("9.08")
  })

  it("negative-tax", async () => {
    const told = await hear("negative-tax")
    expect(told.transaction_items[0]).toMatchObject({
      tax_amount: "-50.00",
      tax_items: [{ amount: "-50.00" }],
    })
    expect(told.total_tax_amount_calculated).toBe("-49.17")
  })

  it("nan-tax", async () => {
    const told = await hear("nan-tax")
    expect(told).toMatchObject({
      total_tax_amount_calculated: "NaN",
      transaction_items: [
        { tax_amount: "NaN", tax_items: [{ amount: "NaN" }, {}, {}] },
        { tax_amount: "0.83" },
      ],
    })
  })

  it("absurd-tax", async () => {
    const told = await hear("absurd-tax")
    expect(told.transaction_items[0]).toMatchObject({
      amount: "100.00",
      tax_amount: "200.00",
      tax_rate: "2",
      tax_items: [{ rate: "2", amount: "200.00" }],
    })
    expect(told.total_tax_amount_calculated).toBe("200.83")
  })

  it("percent-rates", async () => {
    const told = await hear("percent-rates")
    expect(told.transaction_items[0]).toMatchObject({
      tax_rate: "8.25",
      tax_amount: "8.25",
      tax_items: [{ rate: "6.25" }, { rate: "1" }, { rate: "1" }],
    })
  })

  it("wrong-total", async () => {
    const told = await hear("wrong-total")
    expect(told.total_tax_amount_calculated).toBe("10.08")
    expect(told.transaction_items[0]?.tax_amount).toBe("8.25")
  })

  it("wrong-sum", async () => {
    const told = await hear("wrong-sum")
    expect(told.transaction_items[0]).toMatchObject({
      tax_amount: "8.75",
      tax_items: [{ amount: "6.25" }, { amount: "1.00" }, { amount: "1.00" }],
    })
    expect(told.total_tax_amount_calculated).toBe("9.58")
  })

  it("numbers", async () => {
    const told = await hear("numbers")
    expect(told).toMatchObject({
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

  it("no-ids", async () => {
    expect(ids(await hear("no-ids"))).toEqual([undefined, undefined])
  })

  it("other-currency", async () => {
    expect((await hear("other-currency")).currency).toBe("EUR")
    const euros = { ...two, currency: "EUR" }
    expect((await hear("other-currency", euros)).currency).toBe("USD")
  })

  it("page, empty-page, list", async () => {
    expect(await hear("page")).toMatchObject({
      items: [{ total_tax_amount_calculated: "9.08" }],
      total: 1,
    })
    expect(await hear("empty-page")).toEqual({
      items: [],
      total: 0,
      page: 1,
      size: 50,
      pages: 0,
    })
    expect(await hear("list")).toMatchObject([
      { total_tax_amount_calculated: "9.08" },
    ])
  })

  it("exempt-with-tax, even where nothing is taxed", async () => {
    expect((await hear("exempt-with-tax")).transaction_items[0]).toMatchObject({
      exempt: true,
      exempt_reason: "PRODUCT",
      tax_amount: "8.25",
    })
    expect(
      (await hear("exempt-with-tax", sampleEstimate(PLACES.portland)))
        .transaction_items[0]
    ).toMatchObject({ exempt: true, tax_amount: "10.00" })
  })

  it("invalid-address", async () => {
    expect((await hear("invalid-address")).addresses[0]?.status).toBe("INVALID")
  })

  it("same-names", async () => {
    const told = await hear("same-names")
    expect(told.transaction_items[0]?.tax_items).toMatchObject([
      { name: "Sales Tax", amount: "6.25" },
      { name: "Sales Tax", amount: "1.00" },
      { name: "Sales Tax", amount: "1.00" },
    ])
  })

  it("wait for an estimate, and spare what was refused", async () => {
    sandbox.fail({ kind: "lie", lie: "drop-item" })

    expect(await call(sandbox, "GET /v1/products")).toMatchObject({
      status: 200,
      body: { total: 0 },
    })
    expect(await call(sandbox, ESTIMATE, { body: {} })).toMatchObject({
      status: 422,
    })
  })

  it("are wrapped in a page where estimates are, but not twice", async () => {
    const paging = await startSandbox({ simulatePage: true })
    const ask = async () =>
      (await call(paging, ESTIMATE, { body: two })).body as {
        items: Told[]
      }

    paging.fail({ kind: "lie", lie: "shuffle" })
    expect(ids((await ask()).items[0] as Told)).toEqual(["item_2", "item_1"])
    paging.fail({ kind: "lie", lie: "page" })
    expect((await ask()).items[0]).toHaveProperty("transaction_items")
    await paging.close()
  })
})
