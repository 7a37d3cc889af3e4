import type { Knex } from "@medusajs/framework/mikro-orm/knex"
import type { MedusaContainer } from "@medusajs/framework/types"
import { ContainerRegistrationKeys, Modules } from "@medusajs/framework/utils"
import type { KintsugiModuleService } from "../../src/modules/kintsugi/service"
import { createOrderQueue } from "../../src/modules/kintsugi/order-queue"
import { ensureProducts } from "../../src/workflows/ledger-sync/delivery/ensure-products"
import { backOfficeOf, ledgerDriverOf } from "./order-driver"
import { ADDRESSES, shopperOf } from "./shopper"
import { eventually } from "./eventually"
import { kintsugiServiceOf } from "./settings"
import { describeStore } from "./store"

const LATEST = { created_at: "DESC" } as const

describeStore("ledger faults", {}, (store) => {
  const shopper = shopperOf(store)
  const office = backOfficeOf(store)
  const ledger = ledgerDriverOf(store)

  const placeOrder = async () => {
    const id = await shopper.createCart()
    await shopper.add(id, store.shop.variants.mug, 2)
    await shopper.setAddress(id, ADDRESSES.austin)
    await shopper.ship(id)
    return (await shopper.complete(id)).order.id
  }
  const atKintsugi = (orderId: string) =>
    store.sandbox
      .transactions()
      .filter(({ external_id }) => external_id === orderId)
  const retry = async (orderId: string) => {
    for (const { id, state } of await ledger.entries(orderId)) {
      if (state === "waiting" || state === "refused") {
        await store.admin("POST", `/admin/kintsugi/transactions/${id}/retry`)
      }
    }
  }

  it("a capture is delivered by its event", async () => {
    const id = await placeOrder()
    await office.capture(id)
    await eventually(async () => {
      expect(atKintsugi(id)).toHaveLength(1)
      expect((await ledger.entries(id))[0]?.state).toBe("delivered")
    })
  })

  it("a sale made while Kintsugi is down is delivered once Kintsugi is back", async () => {
    const id = await placeOrder()
    await eventually(async () =>
      expect(await ledger.entries(id)).toHaveLength(1)
    )
    store.sandbox.fail({
      kind: "status",
      status: 503,
      endpoint: "POST /v1/transactions",
      times: 100,
    })
    await office.capture(id)
    await eventually(async () =>
      expect((await ledger.entries(id))[0]).toMatchObject({
        state: "waiting",
        blocked_by: "retry",
        error_code: "unavailable",
        message: expect.stringContaining("nothing is lost"),
      })
    )
    expect(atKintsugi(id)).toHaveLength(0)

    store.sandbox.clearFaults()
    await retry(id)
    await ledger.waitUntilSynced(id)
    expect(atKintsugi(id)).toHaveLength(1)
  })

  it.each(["same", "400", "409"] as const)(
    "a sale whose answer is lost is booked once when a repeat gets %s",
    async (repeats) => {
      store.sandbox.setRepeats(repeats)
      const id = await placeOrder()
      store.sandbox.fail({
        kind: "reset-mid-body",
        endpoint: "POST /v1/transactions",
        times: 1,
      })
      await office.capture(id)
      await eventually(async () => {
        await retry(id).catch(() => undefined)
        expect((await ledger.entries(id))[0]?.state).toBe("delivered")
      })
      expect(atKintsugi(id)).toHaveLength(1)
      expect(store.sandbox.audit()).toEqual([])
    }
  )

  it("a refund whose answer is lost is credited once", async () => {
    store.sandbox.setRepeats("409")
    const id = await placeOrder()
    await office.capture(id)
    await ledger.waitUntilSynced(id)
    store.sandbox.fail({
      kind: "reset-mid-body",
      endpoint: "POST /v1/transactions/{original_transaction_id}/credit_notes",
      times: 1,
    })
    await office.refund(id, 10)
    await eventually(async () => {
      await retry(id).catch(() => undefined)
      expect((await ledger.entries(id))[1]?.state).toBe("delivered")
    })
    expect(
      store.sandbox
        .transactions()
        .filter(({ type }) => type === "PARTIAL_CREDIT_NOTE")
    ).toHaveLength(1)
  })

  it("a placeholder product is created once by instances that only share the database", async () => {
    const service = store.container.resolve<KintsugiModuleService>("kintsugi")
    const connection = (await service.settings.getConnection())!
    const noLocking = { execute: (_: string, job: () => unknown) => job() }
    const instance = {
      resolve: (name: string) =>
        name === Modules.LOCKING ? noLocking : store.container.resolve(name),
    } as unknown as MedusaContainer
    store.sandbox.setLatency(100)
    await Promise.all(
      [1, 2, 3].map(() =>
        ensureProducts(
          [
            {
              id: "ordsm_1",
              kind: "shipping",
              quantity: "1",
              net: "1",
              tax: "0",
              taxes: [],
            },
          ],
          connection,
          instance
        )
      )
    )
    store.sandbox.setLatency(0)
    const created = store.sandbox
      .requests({ method: "POST", path: "/v1/products" })
      .map(({ body }) => (body as { external_id: string }).external_id)
    // The store sends its own products meanwhile, when it comes to them.
    expect(created.filter((id) => id === "medusa-shipping")).toHaveLength(1)
  })

  it("a sale that was being sent when the process died is looked up", async () => {
    const id = await placeOrder()
    await office.capture(id)
    const [row] = await ledger.waitUntilSynced(id)
    const service = store.container.resolve("kintsugi") as unknown as {
      updateKintsugiLedgerEntries(values: object): Promise<unknown>
    }
    // The state that a process leaves when it dies after Kintsugi's answer.
    await service.updateKintsugiLedgerEntries({
      id: row?.id,
      state: "sending",
      kintsugi_id: null,
      delivered_content: null,
      delivered_hash: null,
    })
    await ledger.waitUntilSynced(id)
    expect((await ledger.entries(id))[0]).toMatchObject({
      state: "delivered",
      kintsugi_id: row?.kintsugi_id,
    })
    expect(atKintsugi(id)).toHaveLength(1)
  })

  it("an order that is processed ten times at once is delivered once", async () => {
    const id = await placeOrder()
    await office.capture(id)
    await Promise.all(Array.from({ length: 10 }, () => ledger.processOrder(id)))
    await ledger.waitUntilSynced(id)
    expect(atKintsugi(id)).toHaveLength(1)
    expect(await ledger.entries(id)).toHaveLength(1)
  })

  it("a refused sale keeps Kintsugi's reason and is not sent again until it is retried", async () => {
    const id = await placeOrder()
    store.sandbox.fail({
      kind: "status",
      status: 422,
      endpoint: "POST /v1/transactions",
      times: 5,
    })
    await office.capture(id)
    await ledger.waitUntilSynced(id)
    expect((await ledger.entries(id))[0]).toMatchObject({
      state: "refused",
      error_code: "invalid_request",
      message: expect.stringContaining("The date is missing."),
    })
    store.sandbox.clearFaults()
    await ledger.processOrder(id)
    expect(atKintsugi(id)).toHaveLength(0)
    await retry(id)
    await ledger.waitUntilSynced(id)
    expect(atKintsugi(id)).toHaveLength(1)
  })

  it("a credit note without an endpoint is refused with a message that suggests negative sales", async () => {
    const id = await placeOrder()
    await office.capture(id)
    await ledger.waitUntilSynced(id)
    store.sandbox.setCreditNotes(false)
    await office.refund(id, 10)
    await ledger.waitUntilSynced(id)
    expect((await ledger.entries(id))[1]).toMatchObject({
      state: "refused",
      message: expect.stringContaining("negative_sale"),
    })
  })

  it("an item added to a filed sale becomes a further sale", async () => {
    const id = await placeOrder()
    await office.capture(id)
    await ledger.waitUntilSynced(id)
    store.sandbox.lock(id)
    await office.edit(id, {
      add: [{ variant_id: store.shop.variants.coat.variantId, quantity: 1 }],
    })
    await office.payDifference(id)
    await ledger.waitUntilSynced(id)
    expect(
      store.sandbox
        .transactions()
        .map(({ external_id, total_amount }) => [external_id, total_amount])
    ).toEqual([
      [id, "49.93"],
      [`${id}-change-1`, "120.00"],
    ])
    expect(store.sandbox.audit()).toEqual([])
  })

  it("the ledger routes show the ledger to signed-in admins only", async () => {
    const id = await placeOrder()
    await office.capture(id)
    await ledger.waitUntilSynced(id)
    for (const [method, path] of [
      ["GET", "/admin/kintsugi/transactions"],
      ["GET", `/admin/kintsugi/orders/${id}`],
      ["POST", "/admin/kintsugi/transactions/retry"],
      ["GET", "/admin/kintsugi/backfill"],
      ["POST", "/admin/kintsugi/backfill"],
      ["GET", "/admin/kintsugi/reconciliation"],
      ["POST", "/admin/kintsugi/reconciliation"],
    ]) {
      const { status } = await store.api.request({
        method,
        url: path,
        validateStatus: () => true,
      })
      expect([path, status]).toEqual([path, 401])
    }

    const order = await store.admin<{
      reported: object
      calculated_tax: string
      transactions: object[]
    }>("GET", `/admin/kintsugi/orders/${id}`)
    expect(order).toMatchObject({
      reported: { net: "49.93", tax: "4.12", total: "54.05" },
      calculated_tax: "4.12",
      transactions: [{ state: "delivered", external_id: id }],
    })
    const page = await store.admin<{ transactions: object[]; count: number }>(
      "GET",
      `/admin/kintsugi/transactions?state=delivered&order_id=${id}&limit=5`
    )
    expect(page).toMatchObject({ count: 1, limit: 5, offset: 0 })
  })

  it("a backfill delivers past orders once, and the reconciliation finds no differences", async () => {
    const id = await placeOrder()
    await office.capture(id)
    await ledger.waitUntilSynced(id)
    const before = store.sandbox.transactions().length
    await store.admin("POST", "/admin/kintsugi/backfill", {})
    await eventually(async () => {
      const { backfill } = await store.admin<{
        backfill: { state: string; total: number; done: number }
      }>("GET", "/admin/kintsugi/backfill")
      expect(backfill.state).toBe("done")
      expect(backfill.done).toBe(backfill.total)
      expect(backfill.total).toBeGreaterThan(0)
    })
    expect(atKintsugi(id)).toHaveLength(1)
    expect(store.sandbox.transactions().length).toBeGreaterThanOrEqual(before)

    const { reconciliation } = await store.admin<{
      reconciliation: { state: string; findings: { items: object[] } }
    }>("POST", "/admin/kintsugi/reconciliation", {})
    expect(reconciliation).toMatchObject({ state: "done", message: null })
    expect(
      reconciliation.findings.items.filter(
        (finding) => (finding as { order_id: string }).order_id === id
      )
    ).toEqual([])
  })

  it("a failed backfill continues with the next run of its job", async () => {
    const id = await placeOrder()
    await office.capture(id)
    await ledger.waitUntilSynced(id)
    const backfill = async () =>
      (
        await kintsugiServiceOf(store).listKintsugiBackfills(
          {},
          { order: LATEST }
        )
      )[0]
    const runBackfillJob = () =>
      store.container
        .resolve(Modules.WORKFLOW_ENGINE)
        .run("job-kintsugi-continue-backfill", { throwOnError: false })
    const knex = store.container.resolve(
      ContainerRegistrationKeys.PG_CONNECTION
    )
    await knex.raw(
      "alter table kintsugi_order_sync add constraint never check (false) not valid"
    )
    try {
      await store.admin("POST", "/admin/kintsugi/backfill", {})
      await runBackfillJob()
      await eventually(async () =>
        expect(await backfill()).toMatchObject({
          state: "running",
          done: 0,
          lease_token: null,
        })
      )
    } finally {
      await knex.raw("alter table kintsugi_order_sync drop constraint never")
    }
    await runBackfillJob()
    await eventually(async () =>
      expect(await backfill()).toMatchObject({ state: "done" })
    )
  })

  it("the order queue handles concurrent calls for the same orders in any sequence", async () => {
    const { orderQueue } = kintsugiServiceOf(store)
    const knex = store.container.resolve(
      ContainerRegistrationKeys.PG_CONNECTION
    )
    const ids = Array.from({ length: 200 }, (_, n) => `order_nowhere_${n}`)
    const reversed = ids.toReversed()
    try {
      for (let round = 0; round < 60; round++) {
        await Promise.all([
          orderQueue.enqueue(ids),
          orderQueue.enqueue(reversed),
          orderQueue.acquire(ids),
          orderQueue.acquire(reversed),
        ])
      }
    } finally {
      await knex("kintsugi_order_sync")
        .where("order_id", "like", "order_nowhere_%")
        .delete()
    }
  })
  it("the order queue acquires a lease that is released during the call", async () => {
    const knex = store.container.resolve<Knex>(
      ContainerRegistrationKeys.PG_CONNECTION
    )
    const otherQueue = createOrderQueue(knex)
    const id = "order_nowhere_given_back"
    try {
      const [lease] = await otherQueue.acquire([id])
      let isReleased = false
      const queue = createOrderQueue({
        raw: async (sql: string, bindings: Knex.RawBinding[]) => {
          const answer = await knex.raw<unknown>(sql, bindings)
          if (lease && !isReleased) {
            isReleased = true
            await otherQueue.release(lease, { readAt: new Date() })
          }
          return answer
        },
      } as unknown as Knex)
      await expect(queue.acquire([id])).resolves.toMatchObject([
        { orderId: id },
      ])
    } finally {
      await knex("kintsugi_order_sync").where({ order_id: id }).delete()
    }
  })
})
