import { bookkeepingOf } from "./bookkeeping"
import { describeStore } from "./store"

describeStore("ledger before it is told", {}, (store) => {
  const {
    office,
    books,
    place,
    placeAndCapture,
    transactionsOf,
    expectBooksEqualMoney,
    itemOf,
  } = bookkeepingOf(store)

  /** Does something while Kintsugi takes no transaction. */
  const whileDown = async (act: () => Promise<void>) => {
    store.sandbox.fail({
      kind: "status",
      status: 503,
      endpoint: "POST /v1/transactions",
      times: 1_000,
    })
    await act()
    store.sandbox.clearFaults()
  }
  const retry = async (id: string) => {
    await store.admin("POST", "/admin/kintsugi/transactions/retry")
    await expectBooksEqualMoney(id)
  }

  it("reckons a waiting credit note anew when the order changes", async () => {
    const id = await place({ articles: { mug: 2, coat: 1 } })
    await whileDown(async () => {
      await office.capture(id)
      await books.look(id)
      await office.refund(id, 60)
      await books.look(id)
      expect(await books.rows(id)).toMatchObject([
        { type: "sale", waits_for: "retry" },
        { type: "credit_note", waits_for: "sale" },
      ])
      const coat = itemOf(await office.read(id), "Coat")
      await office.edit(id, { set: [{ itemId: coat, quantity: 0 }] })
      await books.look(id)
    })
    await retry(id)
  })

  it("tells no credit note of an order that was cancelled before its sale was told", async () => {
    const id = await place()
    await whileDown(async () => {
      await office.capture(id)
      await books.look(id)
      await office.refund(id, 10)
      await books.look(id)
      await office.cancel(id)
      await books.look(id)
    })
    await retry(id)
    expect(await transactionsOf(id)).toMatchObject([{ status: "CANCELLED" }])
  })

  it("leaves a sale partly refunded when it changes afterwards", async () => {
    const id = await placeAndCapture()
    await office.refund(id, 10)
    await books.settled(id)
    store.sandbox.clearRequests()
    await office.edit(id, {
      add: [{ variant_id: store.shop.variants.mug.variantId, quantity: 1 }],
    })
    await office.payDifference(id)
    await expectBooksEqualMoney(id)
    expect(
      store.sandbox
        .requests({ method: "PUT" })
        .map(({ body }) => (body as { status: string }).status)
    ).toEqual(["PARTIALLY_REFUNDED"])
  })

  it("goes to the organization under which it is paid", async () => {
    const id = await place()
    expect(await books.settled(id)).toMatchObject([
      { waits_for: "payment", organization_id: "orgn_sandbox" },
    ])
    const access = (organizationId: string) => ({
      apiKey: store.sandbox.apiKey,
      organizationId,
    })
    store.sandbox.setAccess(access("orgn_live"))
    await store.admin("POST", "/admin/kintsugi/settings", {
      api_key: store.sandbox.apiKey,
      organization_id: "orgn_live",
    })
    await office.capture(id)
    expect(await books.settled(id)).toMatchObject([
      { state: "delivered", organization_id: "orgn_live" },
    ])
    store.sandbox.setAccess(access("orgn_sandbox"))
    await store.api.delete("/admin/kintsugi/settings", {
      headers: store.adminHeaders(),
    })
  })
})
