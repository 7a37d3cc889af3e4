import type { MedusaContainer } from "@medusajs/framework/types"
import { ContainerRegistrationKeys, Modules } from "@medusajs/framework/utils"
import type { KintsugiModuleService } from "../../src/modules/kintsugi/service"
import { makeProductsKnown } from "../../src/workflows/report-orders/known-to-kintsugi"
import { backOfficeOf, booksOf } from "./bookkeeping"
import { ADDRESSES, shopperOf } from "./shopper"
import { eventually } from "./eventually"
import { moduleOf } from "./settings"
import { describeStore } from "./store"

const LATEST = { created_at: "DESC" } as const

describeStore("ledger faults", {}, (store) => {
  const shopper = shopperOf(store)
  const office = backOfficeOf(store)
  const books = booksOf(store)

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
    for (const { id, state } of await books.rows(orderId)) {
      if (state === "waiting" || state === "refused") {
        await store.admin("POST", `/admin/kintsugi/transactions/${id}/retry`)
      }
    }
  }

  it("hears of a capture by its event", async () => {
    const id = await placeOrder()
    await office.capture(id)
    await eventually(async () => {
      expect(atKintsugi(id)).toHaveLength(1)
      expect((await books.rows(id))[0]?.state).toBe("delivered")
    })
  })

  it("sells while Kintsugi is down, and tells it when it is back", async () => {
    const id = await placeOrder()
    await eventually(async () => expect(await books.rows(id)).toHaveLength(1))
    store.sandbox.fail({
      kind: "status",
      status: 503,
      endpoint: "POST /v1/transactions",
      times: 100,
    })
    await office.capture(id)
    await eventually(async () =>
      expect((await books.rows(id))[0]).toMatchObject({
        state: "waiting",
        waits_for: "retry",
        error_code: "unavailable",
        message: expect.stringContaining("nothing is lost"),
      })
    )
    expect(atKintsugi(id)).toHaveLength(0)

    store.sandbox.clearFaults()
    await retry(id)
    await books.settled(id)
    expect(atKintsugi(id)).toHaveLength(1)
  })

  it.each(["same", "400", "409"] as const)(
    "sells once though the answer is lost, where a repeat gets %s",
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
        expect((await books.rows(id))[0]?.state).toBe("delivered")
      })
      expect(atKintsugi(id)).toHaveLength(1)
      expect(store.sandbox.audit()).toEqual([])
    }
  )

  it("credits once though the answer is lost", async () => {
    store.sandbox.setRepeats("409")
    const id = await placeOrder()
    await office.capture(id)
    await books.settled(id)
    store.sandbox.fail({
      kind: "reset-mid-body",
      endpoint: "POST /v1/transactions/{original_transaction_id}/credit_notes",
      times: 1,
    })
    await office.refund(id, 10)
    await eventually(async () => {
      await retry(id).catch(() => undefined)
      expect((await books.rows(id))[1]?.state).toBe("delivered")
    })
    expect(
      store.sandbox
        .transactions()
        .filter(({ type }) => type === "PARTIAL_CREDIT_NOTE")
    ).toHaveLength(1)
  })

  it("makes a stand-in once, by instances that share the database alone", async () => {
    const service = store.container.resolve<KintsugiModuleService>("kintsugi")
    const connection = (await service.getConnection())!
    const alone = { execute: (_: string, job: () => unknown) => job() }
    const instance = {
      resolve: (name: string) =>
        name === Modules.LOCKING ? alone : store.container.resolve(name),
    } as unknown as MedusaContainer
    store.sandbox.setLatency(100)
    await Promise.all(
      [1, 2, 3].map(() =>
        makeProductsKnown(
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
    expect(
      store.sandbox
        .requests({ method: "POST", path: "/v1/products" })
        .map(({ body }) => (body as { external_id: string }).external_id)
    ).toEqual(["medusa-shipping"])
  })

  it("looks up what was on its way when the process died", async () => {
    const id = await placeOrder()
    await office.capture(id)
    const [row] = await books.settled(id)
    const service = store.container.resolve("kintsugi") as unknown as {
      updateKintsugiTransactions(values: object): Promise<unknown>
    }
    // As a process leaves it that dies after Kintsugi's answer.
    await service.updateKintsugiTransactions({
      id: row?.id,
      state: "sending",
      kintsugi_id: null,
      told: null,
      told_hash: null,
    })
    await books.settled(id)
    expect((await books.rows(id))[0]).toMatchObject({
      state: "delivered",
      kintsugi_id: row?.kintsugi_id,
    })
    expect(atKintsugi(id)).toHaveLength(1)
  })

  it("tells an order once that is looked at ten times at once", async () => {
    const id = await placeOrder()
    await office.capture(id)
    await Promise.all(Array.from({ length: 10 }, () => books.look(id)))
    await books.settled(id)
    expect(atKintsugi(id)).toHaveLength(1)
    expect(await books.rows(id)).toHaveLength(1)
  })

  it("parks what Kintsugi refuses, with its reason, until it is retried", async () => {
    const id = await placeOrder()
    store.sandbox.fail({
      kind: "status",
      status: 422,
      endpoint: "POST /v1/transactions",
      times: 5,
    })
    await office.capture(id)
    await books.settled(id)
    expect((await books.rows(id))[0]).toMatchObject({
      state: "refused",
      error_code: "invalid_request",
      message: expect.stringContaining("body.date: Field required"),
    })
    store.sandbox.clearFaults()
    await books.look(id)
    expect(atKintsugi(id)).toHaveLength(0)
    await retry(id)
    await books.settled(id)
    expect(atKintsugi(id)).toHaveLength(1)
  })

  it("says what a missing credit-note endpoint means", async () => {
    const id = await placeOrder()
    await office.capture(id)
    await books.settled(id)
    store.sandbox.setCreditNotes(false)
    await office.refund(id, 10)
    await books.settled(id)
    expect((await books.rows(id))[1]).toMatchObject({
      state: "refused",
      message: expect.stringContaining("negative_sale"),
    })
  })

  it("adds a further sale to one that is in a filing", async () => {
    const id = await placeOrder()
    await office.capture(id)
    await books.settled(id)
    store.sandbox.lock(id)
    await office.edit(id, {
      add: [{ variant_id: store.shop.variants.coat.variantId, quantity: 1 }],
    })
    await office.payDifference(id)
    await books.settled(id)
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

  it("shows the ledger to the Admin alone", async () => {
    const id = await placeOrder()
    await office.capture(id)
    await books.settled(id)
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

  it("brings the history in once, and finds the books in order", async () => {
    const id = await placeOrder()
    await office.capture(id)
    await books.settled(id)
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

  it("goes on at once with a backfill that has failed", async () => {
    const id = await placeOrder()
    await office.capture(id)
    await books.settled(id)
    const backfill = async () =>
      (await moduleOf(store).listKintsugiBackfills({}, { order: LATEST }))[0]
    const goOn = () =>
      store.container
        .resolve(Modules.WORKFLOW_ENGINE)
        .run("job-kintsugi-continue-backfill", { throwOnError: false })
    const knex = store.container.resolve(
      ContainerRegistrationKeys.PG_CONNECTION
    )
    await knex.raw(
      "alter table kintsugi_order add constraint never check (false) not valid"
    )
    try {
      await store.admin("POST", "/admin/kintsugi/backfill", {})
      await goOn()
      await eventually(async () =>
        expect(await backfill()).toMatchObject({
          state: "running",
          done: 0,
          lease_token: null,
        })
      )
    } finally {
      await knex.raw("alter table kintsugi_order drop constraint never")
    }
    await goOn()
    await eventually(async () =>
      expect(await backfill()).toMatchObject({ state: "done" })
    )
  })

  it("lets several be at the same orders, in whatever order they name them", async () => {
    const { turns } = moduleOf(store)
    const knex = store.container.resolve(
      ContainerRegistrationKeys.PG_CONNECTION
    )
    const ids = Array.from({ length: 200 }, (_, n) => `order_nowhere_${n}`)
    const reversed = ids.toReversed()
    try {
      for (let round = 0; round < 60; round++) {
        await Promise.all([
          turns.note(ids),
          turns.note(reversed),
          turns.take(ids),
          turns.take(reversed),
        ])
      }
    } finally {
      await knex("kintsugi_order")
        .where("order_id", "like", "order_nowhere_%")
        .delete()
    }
  })
})
