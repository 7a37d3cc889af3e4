import type { BookedTransaction } from "./ledger"
import { call, type CallOptions } from "./caller"
import { type Sandbox, startSandbox } from "./index"
import { PLACES } from "./sample-estimate"

/** Two lamps in Austin: 80.00 and 6.60 of tax. */
const SALE = {
  organization_id: "orgn_sandbox",
  external_id: "order_1",
  date: "2026-11-01T10:00:00Z",
  type: "SALE",
  status: "COMMITTED",
  source: "API",
  currency: "USD",
  total_amount: 80,
  total_tax_amount_imported: 6.6,
  customer: { organization_id: "orgn_sandbox", external_id: "cus_1" },
  addresses: [PLACES.austin],
  transaction_items: [
    {
      organization_id: "orgn_sandbox",
      external_id: "line_1",
      date: "2026-11-01T10:00:00Z",
      external_product_id: "prod_lamp",
      quantity: 2,
      amount: 80,
      tax_amount_imported: 6.6,
      tax_items: [
        {
          organization_id: "orgn_sandbox",
          name: "Texas",
          rate: 0.0825,
          amount: 6.6,
          type: "IMPORTED",
        },
      ],
    },
  ],
}

/** One of the two lamps. */
const NOTE = {
  external_id: "ref_1",
  date: "2026-11-02T10:00:00Z",
  status: "COMMITTED",
  currency: "USD",
  total_amount: 40,
  tax_amount_imported: 3.3,
  transaction_items: [
    {
      external_id: "line_1",
      date: "2026-11-02T10:00:00Z",
      external_product_id: "prod_lamp",
      quantity: 1,
      amount: 40,
      tax_amount_imported: 3.3,
      tax_items: [
        {
          organization_id: "orgn_sandbox",
          name: "Texas",
          rate: 0.0825,
          amount: 3.3,
          type: "IMPORTED",
        },
      ],
    },
  ],
}

describe("transactions", () => {
  let sandbox: Sandbox
  const ask = (endpoint: string, body?: CallOptions["body"]) =>
    call(sandbox, endpoint, { body })

  beforeAll(async () => {
    sandbox = await startSandbox()
  })
  beforeEach(async () => {
    await ask("POST /v1/products", {
      external_id: "prod_lamp",
      name: "Lamp",
      product_category: "Physical",
      product_subcategory: "General Physical",
      tax_exempt: false,
    })
  })
  afterEach(() => sandbox.reset())
  afterAll(() => sandbox.close())

  const sell = async (fields: object = {}) => {
    const { body } = await ask("POST /v1/transactions", { ...SALE, ...fields })
    return (body as BookedTransaction[])[0]!
  }
  const credit = (saleId: string, fields: object = {}) =>
    ask(`POST /v1/transactions/${saleId}/credit_notes`, { ...NOTE, ...fields })

  it("a new sale is answered as a list of one, with decimals as strings", async () => {
    const sale = await sell()
    expect(sale).toMatchObject({
      external_id: "order_1",
      status: "COMMITTED",
      locked: false,
      total_amount: "80.00",
      total_tax_amount_imported: "6.60",
      total_tax_amount_calculated: "6.60",
      transaction_items: [
        { amount: "80.00", tax_amount_imported: "6.60", quantity: "2" },
      ],
    })
    await expect(
      ask("GET /v1/transactions/external/order_1")
    ).resolves.toMatchObject({ status: 200, body: { id: sale.id } })
  })

  it.each([
    ["same", 202, [{ external_id: "order_1" }]],
    ["400", 400, { detail: expect.stringContaining("Duplicate external id") }],
    ["409", 409, { detail: expect.stringContaining("exists already") }],
  ] as const)(
    "setRepeats(%s) decides the answer to a repeat",
    async (repeats, status, body) => {
      await sell()
      sandbox.setRepeats(repeats)
      await expect(ask("POST /v1/transactions", SALE)).resolves.toMatchObject({
        status,
        body,
      })
      expect(sandbox.transactions()).toHaveLength(1)
    }
  )

  it.each([
    ["net", "86.60"],
    ["gross", "80.00"],
    ["unsaid", null],
  ] as const)(
    "setTotals(%s) makes the final total %s",
    async (totals, final) => {
      sandbox.setTotals(totals)
      expect((await sell()).final_total_amount).toBe(final)
    }
  )

  it.each([
    ["any", 1, 202],
    ["any", -1, 202],
    ["positive", 1, 202],
    ["positive", -1, 422],
    ["negative", 1, 422],
    ["negative", -1, 202],
  ] as const)(
    "setNegativeQuantities(%s) answers a negative amount of %i with %i",
    async (quantities, quantity, status) => {
      sandbox.setNegativeQuantities(quantities)
      const [item] = SALE.transaction_items
      await expect(
        ask("POST /v1/transactions", {
          ...SALE,
          transaction_items: [{ ...item, quantity, amount: -80 }],
        })
      ).resolves.toMatchObject({ status })
      // Positive amounts are not affected.
      await expect(
        ask("POST /v1/transactions", { ...SALE, external_id: "order_2" })
      ).resolves.toMatchObject({ status: 202 })
    }
  )

  it.each([
    ["reset", false],
    ["keep", true],
  ] as const)(
    "setMarketplaceUpdates(%s) leaves marketplace %s after a PUT without it",
    async (updates, marketplace) => {
      sandbox.setMarketplaceUpdates(updates)
      const { id } = await sell()
      sandbox.setMarketplace("order_1", true)
      await expect(
        ask(`PUT /v1/transactions/${id}`, {
          ...SALE,
          type: undefined,
          customer: { external_id: "cus_1" },
        })
      ).resolves.toMatchObject({ status: 200, body: { marketplace } })
    }
  )

  it("a transaction is archived, and no longer counts against its sale", async () => {
    const sale = await sell()
    const { body } = await credit(sale.id)
    const { id } = body as BookedTransaction
    await expect(
      ask(`POST /v1/transactions/archive?transaction_id=${id}`)
    ).resolves.toMatchObject({ status: 200 })
    expect(sandbox.transactions()[1]).toMatchObject({ status: "ARCHIVED" })
    expect(sandbox.audit()).toEqual([])

    await expect(
      ask("POST /v1/transactions/archive?transaction_id=tran_none")
    ).resolves.toMatchObject({ status: 404 })
    await expect(ask("POST /v1/transactions/archive")).resolves.toMatchObject({
      status: 422,
    })
    sandbox.lock("order_1")
    await expect(
      ask(`POST /v1/transactions/archive?transaction_id=${sale.id}`)
    ).resolves.toMatchObject({ status: 409 })
  })

  it("a sale of an unknown product is refused", async () => {
    const [item] = SALE.transaction_items
    const { status } = await ask("POST /v1/transactions", {
      ...SALE,
      transaction_items: [{ ...item, external_product_id: "prod_unknown" }],
    })
    expect(status).toBeGreaterThanOrEqual(400)
    expect(sandbox.transactions()).toEqual([])
  })

  it("a sale of another organization is refused", async () => {
    await expect(
      ask("POST /v1/transactions", { ...SALE, organization_id: "orgn_other" })
    ).resolves.toMatchObject({ status: 422 })
  })

  it("a sale can be replaced until a filing locks it", async () => {
    const { id } = await sell()
    const update = {
      ...SALE,
      type: undefined,
      status: "CANCELLED",
      customer: { external_id: "cus_1" },
    }
    await expect(
      ask(`PUT /v1/transactions/${id}`, update)
    ).resolves.toMatchObject({ status: 200, body: { status: "CANCELLED" } })
    sandbox.lock("order_1")
    await expect(
      ask(`PUT /v1/transactions/${id}`, update)
    ).resolves.toMatchObject({
      status: 409,
      body: { detail: expect.stringContaining("locked by a filing") },
    })
  })

  it("a sale is credited in part, then in full, and no further", async () => {
    const { id } = await sell()
    await expect(credit(id)).resolves.toMatchObject({
      status: 200,
      body: { type: "PARTIAL_CREDIT_NOTE", original_id: id },
    })
    expect(sandbox.transactions()[0]).toMatchObject({
      status: "PARTIALLY_REFUNDED",
    })
    await expect(
      credit(id, { external_id: "ref_2", total_amount: 40.01 })
    ).resolves.toMatchObject({
      status: 400,
      body: { detail: expect.stringContaining("exceed") },
    })
    await expect(credit(id, { external_id: "ref_3" })).resolves.toMatchObject({
      body: { type: "FULL_CREDIT_NOTE" },
    })
    expect(sandbox.transactions()[0]).toMatchObject({
      status: "FULLY_REFUNDED",
    })
    expect(sandbox.audit()).toEqual([])
  })

  it("transactions are listed by date, in pages", async () => {
    await sell()
    await sell({ external_id: "order_2", date: "2026-12-01T10:00:00Z" })
    const list = async (query: string) => {
      const { body } = await ask(`GET /v1/transactions?${query}`)
      const { items, total, pages } = body as {
        items: { external_id: string }[]
        total: number
        pages: number
      }
      return [items.map(({ external_id }) => external_id), total, pages]
    }
    await expect(list("page=2&size=1&date__gte=2026-01-01")).resolves.toEqual([
      ["order_2"],
      2,
      2,
    ])
    await expect(list("page=1&size=50&date__lte=2026-11-30")).resolves.toEqual([
      ["order_1"],
      1,
      1,
    ])
  })

  it("a list is limited by days, and omits blank addresses by default", async () => {
    await sell({ addresses: [] })
    await expect(
      ask("GET /v1/transactions?date__gte=2026-11-01T00:00:00Z")
    ).resolves.toMatchObject({ status: 422 })
    await expect(
      ask("GET /v1/transactions?date__gte=2026-11-01")
    ).resolves.toMatchObject({
      body: { items: [] },
    })
    await expect(
      ask(
        "GET /v1/transactions?date__gte=2026-11-01&address_status__in=BLANK,VERIFIED"
      )
    ).resolves.toMatchObject({ body: { items: [{ external_id: "order_1" }] } })
  })

  it("a list without dates covers the last twelve months", async () => {
    await sell({ date: "2001-11-01T10:00:00Z" })
    await sell({ external_id: "order_2", date: new Date().toISOString() })
    const { body } = await ask("GET /v1/transactions")
    expect(body).toMatchObject({
      total: 1,
      items: [{ external_id: "order_2" }],
    })
  })

  it("a sale keeps the shop's day, the estimate's id and jurisdictions", async () => {
    const [item] = SALE.transaction_items
    const said = {
      shop_date: "2026-10-31",
      shop_date_tz: "America/New_York",
      secondary_external_id: "cart_1",
    }
    const sale = await sell({
      ...said,
      taxable_amount: 80,
      transaction_items: [
        {
          ...item,
          taxable_amount: 80,
          tax_items: [
            {
              ...item?.tax_items[0],
              jurisdiction_name: "Texas",
              jurisdiction_type: "STATE",
            },
          ],
        },
      ],
    })
    expect(sale).toMatchObject({
      ...said,
      taxable_amount: "80.00",
      transaction_items: [
        {
          taxable_amount: "80.00",
          tax_items: [
            { jurisdiction_name: "Texas", jurisdiction_type: "STATE" },
          ],
        },
      ],
    })
  })

  it("a change resets the fields that it omits, e.g. marketplace", async () => {
    const { id } = await sell()
    await ask("PUT /_sandbox/marketplace", {
      external_id: "order_1",
      marketplace: true,
    })
    expect(sandbox.transactions()).toMatchObject([{ marketplace: true }])
    const change = (fields: object) =>
      ask(`PUT /v1/transactions/${id}`, {
        ...SALE,
        type: undefined,
        customer: { external_id: "cus_1" },
        ...fields,
      })
    await change({ marketplace: true })
    expect(sandbox.transactions()).toMatchObject([{ marketplace: true }])
    await change({})
    expect(sandbox.transactions()).toMatchObject([{ marketplace: false }])
  })

  it("a transaction can be marked tax-only and unmarked", async () => {
    const { id } = await sell()
    const { body: note } = await credit(id)
    const say = (to: string, taxOnly: unknown) =>
      ask(`POST /v1/transactions/${to}/tax_only`, { tax_only: taxOnly })
    await expect(say(id, true)).resolves.toMatchObject({
      status: 200,
      body: { type: "TAX_COLLECTION" },
    })
    const noteId = (note as BookedTransaction).id
    await expect(say(noteId, true)).resolves.toMatchObject({
      body: { type: "TAX_REFUND" },
    })
    await expect(say(noteId, false)).resolves.toMatchObject({
      body: { type: "PARTIAL_CREDIT_NOTE" },
    })
    await expect(say("tran_none", true)).resolves.toMatchObject({ status: 404 })
    await expect(say(id, "yes")).resolves.toMatchObject({ status: 422 })
  })

  describe("audit", () => {
    it("the audit reports sums that do not add up", async () => {
      await sell({ total_amount: 81, total_tax_amount_imported: 6.61 })
      expect(sandbox.audit()).toEqual([
        "order_1: its items come to 80.00, its total is 81.00.",
        "order_1: its items' tax comes to 6.60, its tax is 6.61.",
      ])
    })

    it("the audit reports a line that is credited beyond its sale", async () => {
      const { id } = await sell()
      const [item] = NOTE.transaction_items
      await credit(id, { transaction_items: [{ ...item, quantity: 3 }] })
      expect(sandbox.audit()).toContain(
        "ref_1: more of line_1 is credited than was sold."
      )
    })

    it("the audit reports negative sales that exceed or lack their sale", async () => {
      await sell()
      const [item] = SALE.transaction_items
      const negative = (amount: number, tax: number) => ({
        related_to: "order_1",
        status: "FULLY_REFUNDED",
        total_amount: amount,
        total_tax_amount_imported: tax,
        transaction_items: [
          {
            ...item,
            quantity: -1,
            amount,
            tax_amount_imported: tax,
            tax_items: item!.tax_items.map((one) => ({ ...one, amount: tax })),
          },
        ],
      })
      await sell({ external_id: "ref_1", ...negative(-40, -3.3) })
      expect(sandbox.audit()).toEqual([])
      await sell({ external_id: "ref_2", ...negative(-41, -3.3) })
      expect(sandbox.audit()).toContain(
        "order_1: more is credited than was sold."
      )
      await sell({
        external_id: "ref_3",
        ...negative(-1, 0),
        related_to: "order_9",
      })
      expect(sandbox.audit()).toContain(
        "ref_3: its original sale order_9 does not exist."
      )
    })
  })
})
