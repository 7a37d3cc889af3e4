import { orderDriverOf } from "./order-driver"
import { describeStore } from "./store"

describeStore("ledger returns", {}, (store) => {
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

  const WRAPPED = { articles: { mug: 1, giftWrap: 1 } }
  const wrapIn = async (orderId: string) =>
    itemOf(await office.read(orderId), "Gift Wrap")

  /** Returns the wrap of 5.36 for a fee of 10.77, both with tax. */
  const returnWrap = async (orderId: string) =>
    office.returnItems(
      orderId,
      [{ id: await wrapIn(orderId), quantity: 1 }],
      store.shop.shippingOptions.standard
    )

  const amountsOf = (
    lines: {
      amount: string
      tax_amount_imported: string
      tax_items: { amount: string }[]
    }[]
  ) =>
    lines.map(({ amount, tax_amount_imported, tax_items }) => [
      amount,
      tax_amount_imported,
      ...tax_items.map((tax) => tax.amount),
    ])

  /** 10.77 less 5.36, of which 8.25% is tax. */
  const EXCESS = ["5.00", "0.41", "0.31", "0.05", "0.05"]

  it("a return fee above the item's price is sold as the excess when the order is paid after the return", async () => {
    const id = await place(WRAPPED)
    await office.fulfill(id)
    await returnWrap(id)
    // 37.77 in total, and the excess.
    expect((await ledger.waitUntilSynced(id))[0]).toMatchObject({
      blocked_by: "payment",
      message: "Waits for payment: 43.18 USD is not captured yet.",
    })
    // Medusa replaces the authorized payment with one of what is owed now.
    await office.payDifference(id)
    await expectLedgerEqualsMoney(id)
    const [sale, ...others] = await transactionsOf(id)
    expect(others).toEqual([])
    expect(sale?.transaction_items).toHaveLength(4)
    expect(amountsOf(sale!.transaction_items).at(-1)).toEqual(EXCESS)
  })

  it("a return fee above the item's price is added to a sale that was delivered", async () => {
    const id = await placeAndCapture(WRAPPED)
    const before = await kept(id)
    await office.fulfill(id)
    await returnWrap(id)
    await office.payDifference(id)
    await expectLedgerEqualsMoney(id)
    expect((await kept(id)) - before).toBeCloseTo(5.41, 2)
    expect(await transactionsOf(id)).toHaveLength(1)
  })

  it("a return fee above the item's price is a sale of its own when the order's sale is in a filing", async () => {
    const id = await placeAndCapture(WRAPPED)
    store.sandbox.lock(id)
    await office.fulfill(id)
    await returnWrap(id)
    await office.payDifference(id)
    await expectLedgerEqualsMoney(id)
    const [, further, ...others] = await transactionsOf(id)
    expect(others).toEqual([])
    expect(amountsOf(further!.transaction_items)).toEqual([EXCESS])
  })

  it("a return fee that is paid before the return is received is sold, and the item is credited in full", async () => {
    const id = await placeAndCapture(WRAPPED)
    await office.fulfill(id)
    const wrap = await wrapIn(id)
    const returned = await office.requestReturn(
      id,
      [{ id: wrap, quantity: 1 }],
      store.shop.shippingOptions.standard,
      2
    )
    await office.post("/admin/payment-collections", {
      order_id: id,
      amount: 2.17,
    })
    await office.payDifference(id)
    await expectLedgerEqualsMoney(id)
    const [sale] = await transactionsOf(id)
    expect(amountsOf(sale!.transaction_items).at(-1)).toEqual([
      "2.00",
      "0.17",
      "0.13",
      "0.02",
      "0.02",
    ])

    await office.receive(returned, [{ id: wrap, quantity: 1 }])
    await expectLedgerEqualsMoney(id)
    await office.refund(id, 5.36)
    await expectLedgerEqualsMoney(id)
    const [, note, ...others] = await transactionsOf(id)
    expect(others).toEqual([])
    expect(
      note!.transaction_items.map(({ external_id, amount }) => [
        external_id,
        amount,
      ])
    ).toEqual([[wrap, "4.95"]])
  })

  it("a refund does not wait for the fee of a return that is not received", async () => {
    const id = await placeAndCapture(WRAPPED)
    await office.fulfill(id)
    await office.requestReturn(
      id,
      [{ id: await wrapIn(id), quantity: 1 }],
      store.shop.shippingOptions.standard
    )
    await office.refund(id, 3)
    await expectLedgerEqualsMoney(id)
    expect(await transactionsOf(id)).toHaveLength(2)
  })
})
