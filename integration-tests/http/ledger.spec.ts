import { orderDriverOf } from "./order-driver"
import { describeStore } from "./store"

/** Medusa keeps sub-cents in captured amounts; the ledger has none. */
const CENTS = 2

describeStore("ledger", {}, (store) => {
  const {
    office,
    ledger,
    place,
    placeAndCapture,
    transactionsOf,
    kept,
    expectLedgerEqualsMoney,
    itemOf,
  } = orderDriverOf(store)

  it("an unpaid order is not sent, and its entry waits for payment", async () => {
    const id = await place()
    const [row, ...others] = await ledger.waitUntilSynced(id)
    expect(others).toEqual([])
    expect(row).toMatchObject({
      state: "waiting",
      blocked_by: "payment",
      message: "Waits for payment: 54.05 USD is not captured yet.",
    })
    expect(store.sandbox.transactions()).toEqual([])
  })

  it("a captured order is sent as a committed sale, to the cent", async () => {
    const id = await placeAndCapture()
    const order = await office.read(id)
    const [sale, ...others] = await transactionsOf(id)
    expect(others).toEqual([])
    expect(sale).toMatchObject({
      external_id: id,
      external_friendly_id: String(order.display_id),
      type: "SALE",
      status: "COMMITTED",
      currency: "USD",
      total_amount: "49.93",
      total_tax_amount_imported: "4.12",
      total_tax_amount_calculated: "4.12",
      addresses: [
        expect.objectContaining({
          type: "SHIP_TO",
          state: "TX",
          postal_code: "78701",
          country: "US",
        }),
      ],
    })
    expect(
      sale?.transaction_items.map((line) => [
        line.external_product_id,
        line.quantity,
        line.amount,
        line.tax_amount_imported,
        line.tax_items.map(({ name, rate, amount }) => [name, rate, amount]),
      ])
    ).toEqual([
      [
        store.shop.variants.mug.productId,
        "2",
        "39.98",
        "3.30",
        [
          ["Texas State Sales Tax", "0.0625", "2.50"],
          ["Austin City Sales Tax", "0.01", "0.40"],
          ["Austin MTA Transit Sales Tax", "0.01", "0.40"],
        ],
      ],
      [
        "medusa-shipping",
        "1",
        "9.95",
        "0.82",
        [
          ["Texas State Sales Tax", "0.0625", "0.62"],
          ["Austin City Sales Tax", "0.01", "0.10"],
          ["Austin MTA Transit Sales Tax", "0.01", "0.10"],
        ],
      ],
    ])
    await expectLedgerEqualsMoney(id)
  })

  it("an order waits until two captures cover it", async () => {
    const id = await place()
    await office.capture(id, 20)
    expect((await ledger.waitUntilSynced(id))[0]).toMatchObject({
      blocked_by: "payment",
      message: "Waits for payment: 34.05 USD is not captured yet.",
    })
    await office.capture(id, 34.05)
    await expectLedgerEqualsMoney(id)
    expect(await transactionsOf(id)).toHaveLength(1)
  })

  it("partial refunds are credited in sequence, each to the cent, up to the whole", async () => {
    const id = await placeAndCapture({ articles: { mug: 2, coat: 1 } })
    for (const amount of [10, 33.33, 0.01]) {
      await office.refund(id, amount)
      await expectLedgerEqualsMoney(id)
    }
    await office.refund(id, Number((await kept(id)).toFixed(2)))
    await expectLedgerEqualsMoney(id)
    const [sale, ...notes] = await transactionsOf(id)
    expect(sale?.status).toBe("FULLY_REFUNDED")
    expect(
      notes.map((note) =>
        (
          Number(note.total_amount) + Number(note.total_tax_amount_imported)
        ).toFixed(2)
      )
    ).toEqual(["10.00", "33.33", "0.01", expect.any(String)])
    expect(ledger.totalAtKintsugi([sale!, ...notes])).toBeCloseTo(0, CENTS)
  })

  it("a return and its refund are credited once", async () => {
    const id = await placeAndCapture({ articles: { mug: 3, coat: 1 } })
    await office.fulfill(id)
    const order = await office.read(id)
    await office.returnItems(id, [
      { id: itemOf(order, "Kintsugi Mug"), quantity: 1 },
    ])
    await ledger.waitUntilSynced(id)
    expect(await transactionsOf(id)).toHaveLength(1)

    const due = (await kept(id)) - (await office.read(id)).total
    await office.refund(id, Number(due.toFixed(2)))
    await expectLedgerEqualsMoney(id)
    const [, note, ...others] = await transactionsOf(id)
    expect(others).toEqual([])
    expect(
      note?.transaction_items.map(({ external_id, quantity, amount }) => [
        external_id,
        quantity,
        amount,
      ])
    ).toEqual([[itemOf(order, "Kintsugi Mug"), "1", "19.99"]])
  })

  it("an item that an order edit adds is added to the sale once it is paid", async () => {
    const id = await placeAndCapture()
    await office.edit(id, {
      add: [{ variant_id: store.shop.variants.coat.variantId, quantity: 1 }],
    })
    const [row] = await ledger.waitUntilSynced(id)
    expect(row).toMatchObject({ blocked_by: "payment" })
    expect((await transactionsOf(id))[0]?.transaction_items).toHaveLength(2)

    await office.payDifference(id)
    await expectLedgerEqualsMoney(id)
    expect((await transactionsOf(id))[0]?.transaction_items).toHaveLength(3)
  })

  it("an order edit lowers the sale, and its refund is not credited again", async () => {
    const id = await placeAndCapture()
    const order = await office.read(id)
    await office.edit(id, {
      set: [{ itemId: itemOf(order, "Kintsugi Mug"), quantity: 1 }],
    })
    await ledger.waitUntilSynced(id)
    const after = await office.read(id)
    expect(ledger.totalAtKintsugi(await transactionsOf(id))).toBeCloseTo(
      after.total,
      CENTS
    )

    await office.refund(id, Number(((await kept(id)) - after.total).toFixed(2)))
    await expectLedgerEqualsMoney(id)
    expect(await transactionsOf(id)).toHaveLength(1)
    expect((await ledger.entries(id))[1]).toMatchObject({
      type: "credit_note",
      state: "skipped",
      message: expect.stringContaining("nothing to credit"),
    })
  })

  it("an exchange credits the returned item and adds the new item to the sale", async () => {
    const id = await placeAndCapture()
    await office.fulfill(id)
    const order = await office.read(id)
    const returnId = await office.exchange(
      id,
      [{ id: itemOf(order, "Kintsugi Mug"), quantity: 1 }],
      [{ variant_id: store.shop.variants.coat.variantId, quantity: 1 }]
    )
    await office.receive(returnId, [
      { id: itemOf(order, "Kintsugi Mug"), quantity: 1 },
    ])
    await ledger.waitUntilSynced(id)
    await office.payDifference(id)
    await expectLedgerEqualsMoney(id)
    const [sale, note, ...others] = await transactionsOf(id)
    expect(others).toEqual([])
    expect(sale?.transaction_items).toHaveLength(3)
    expect(note?.transaction_items).toEqual([
      expect.objectContaining({ quantity: "1", amount: "19.99" }),
    ])
  })

  it("the sale of a cancelled order is cancelled, and its refund is not credited", async () => {
    const id = await placeAndCapture()
    // Medusa refunds before it cancels: processing may happen in between.
    await ledger.waitUntilIdle(id)
    await office.cancel(id)
    await ledger.waitUntilSynced(id)
    const [sale, ...others] = await transactionsOf(id)
    expect(others).toEqual([])
    expect(sale?.status).toBe("CANCELLED")
    expect(await kept(id)).toBeCloseTo(0, CENTS)
  })

  it("an order that is cancelled before it is paid is not sent", async () => {
    const id = await place()
    await ledger.waitUntilSynced(id)
    await office.cancel(id)
    expect((await ledger.waitUntilSynced(id))[0]).toMatchObject({
      state: "skipped",
      message: "The order was cancelled before it was paid.",
    })
    expect(await transactionsOf(id)).toEqual([])
  })

  it("the rest of a cancelled order that is partly credited is credited", async () => {
    const id = await placeAndCapture()
    await office.refund(id, 10)
    await ledger.waitUntilSynced(id)
    await office.cancel(id)
    await expectLedgerEqualsMoney(id)
    expect(await transactionsOf(id)).toHaveLength(3)
  })
})
