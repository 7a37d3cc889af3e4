import { setTimeout as delay } from "node:timers/promises"
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
  /** Looks until the order's rows are as they are meant to be. */
  const rowsBecome = async (id: string, expected: object[]) => {
    const deadline = Date.now() + 20_000
    for (;;) {
      await books.look(id)
      try {
        return expect(await books.rows(id)).toMatchObject(expected)
      } catch (error) {
        if (Date.now() > deadline) {
          throw error
        }
        await delay(100)
      }
    }
  }
  const retry = async (id: string) => {
    await store.admin("POST", "/admin/kintsugi/transactions/retry")
    await expectBooksEqualMoney(id)
  }

  it("reckons a waiting credit note anew when the order changes", async () => {
    const id = await place({ articles: { mug: 2, coat: 1 } })
    await whileDown(async () => {
      await office.capture(id)
      await rowsBecome(id, [{ type: "sale", waits_for: "retry" }])
      await office.refund(id, 10)
      await rowsBecome(id, [
        { type: "sale", waits_for: "retry", net: "169.93" },
        { type: "credit_note", waits_for: "sale" },
      ])
      const coat = itemOf(await office.read(id), "Wool Coat")
      await office.edit(id, { set: [{ itemId: coat, quantity: 0 }] })
      await rowsBecome(id, [
        { type: "sale", waits_for: "retry", net: "49.93" },
        { type: "credit_note", state: "skipped" },
      ])
      await office.refund(id, 129.9)
    })
    await retry(id)
  })

  it("tells no credit note of an order that was cancelled before its sale was told", async () => {
    const id = await place()
    await whileDown(async () => {
      await office.capture(id)
      await rowsBecome(id, [{ type: "sale", waits_for: "retry" }])
      await office.refund(id, 10)
      await rowsBecome(id, [
        { type: "sale", waits_for: "retry" },
        { type: "credit_note", waits_for: "sale" },
      ])
      await office.cancel(id)
    })
    await retry(id)
    expect(await transactionsOf(id)).toMatchObject([{ status: "CANCELLED" }])
  })

  it("tells no credit note of an order that is cancelled while its sale is being told", async () => {
    const id = await place()
    await whileDown(async () => {
      await office.capture(id)
      await rowsBecome(id, [{ type: "sale", waits_for: "retry" }])
      await office.refund(id, 10)
      await rowsBecome(id, [
        { type: "sale", waits_for: "retry" },
        { type: "credit_note", waits_for: "sale" },
      ])
    })
    store.sandbox.fail({
      kind: "slow",
      ms: 3_000,
      endpoint: "POST /v1/transactions",
    })
    await store.admin("POST", "/admin/kintsugi/transactions/retry")
    const telling = books.look(id)
    await office.cancel(id)
    await telling
    await expectBooksEqualMoney(id)
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
