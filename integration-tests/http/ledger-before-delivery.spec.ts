import { setTimeout as delay } from "node:timers/promises"
import { orderDriverOf } from "./order-driver"
import { describeStore } from "./store"

describeStore("ledger before delivery", {}, (store) => {
  const {
    office,
    ledger,
    place,
    placeAndCapture,
    transactionsOf,
    expectLedgerEqualsMoney,
    itemOf,
  } = orderDriverOf(store)

  /** Runs `act` while Kintsugi accepts no transactions. */
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
  /** Processes the order until its rows are as expected. */
  const rowsBecome = async (id: string, expected: object[]) => {
    const deadline = Date.now() + 20_000
    for (;;) {
      await ledger.processOrder(id)
      try {
        return expect(await ledger.entries(id)).toMatchObject(expected)
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
    await expectLedgerEqualsMoney(id)
  }

  it("a waiting credit note is recalculated when the order changes", async () => {
    const id = await place({ articles: { mug: 2, coat: 1 } })
    await whileDown(async () => {
      await office.capture(id)
      await rowsBecome(id, [{ type: "sale", blocked_by: "retry" }])
      await office.refund(id, 10)
      await rowsBecome(id, [
        { type: "sale", blocked_by: "retry", net: "169.93" },
        { type: "credit_note", blocked_by: "sale" },
      ])
      const coat = itemOf(await office.read(id), "Wool Coat")
      await office.edit(id, { set: [{ itemId: coat, quantity: 0 }] })
      await rowsBecome(id, [
        { type: "sale", blocked_by: "retry", net: "49.93" },
        { type: "credit_note", state: "skipped" },
      ])
      await office.refund(id, 129.9)
    })
    await retry(id)
  })

  it("no credit note is sent for an order that is cancelled before its sale is sent", async () => {
    const id = await place()
    await whileDown(async () => {
      await office.capture(id)
      await rowsBecome(id, [{ type: "sale", blocked_by: "retry" }])
      await office.refund(id, 10)
      await rowsBecome(id, [
        { type: "sale", blocked_by: "retry" },
        { type: "credit_note", blocked_by: "sale" },
      ])
      await office.cancel(id)
    })
    await retry(id)
    expect(await transactionsOf(id)).toMatchObject([{ status: "CANCELLED" }])
  })

  it("no credit note is sent for an order that is cancelled while its sale is being sent", async () => {
    const id = await place()
    await whileDown(async () => {
      await office.capture(id)
      await rowsBecome(id, [{ type: "sale", blocked_by: "retry" }])
      await office.refund(id, 10)
      await rowsBecome(id, [
        { type: "sale", blocked_by: "retry" },
        { type: "credit_note", blocked_by: "sale" },
      ])
    })
    store.sandbox.fail({
      kind: "slow",
      ms: 3_000,
      endpoint: "POST /v1/transactions",
    })
    await store.admin("POST", "/admin/kintsugi/transactions/retry")
    const delivery = ledger.processOrder(id)
    await office.cancel(id)
    await delivery
    await expectLedgerEqualsMoney(id)
    expect(await transactionsOf(id)).toMatchObject([{ status: "CANCELLED" }])
  })

  it("a partly refunded sale stays partly refunded when it changes afterwards", async () => {
    const id = await placeAndCapture()
    await office.refund(id, 10)
    await ledger.waitUntilSynced(id)
    store.sandbox.clearRequests()
    await office.edit(id, {
      add: [{ variant_id: store.shop.variants.mug.variantId, quantity: 1 }],
    })
    await office.payDifference(id)
    await expectLedgerEqualsMoney(id)
    expect(
      store.sandbox
        .requests({ method: "PUT" })
        .map(({ body }) => (body as { status: string }).status)
    ).toEqual(["PARTIALLY_REFUNDED"])
  })

  it("a sale goes to the organization that is connected when it is paid", async () => {
    const id = await place()
    expect(await ledger.waitUntilSynced(id)).toMatchObject([
      { blocked_by: "payment", organization_id: "orgn_sandbox" },
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
    expect(await ledger.waitUntilSynced(id)).toMatchObject([
      { state: "delivered", organization_id: "orgn_live" },
    ])
    store.sandbox.setAccess(access("orgn_sandbox"))
    await store.api.delete("/admin/kintsugi/settings", {
      headers: store.adminHeaders(),
    })
  })
})
