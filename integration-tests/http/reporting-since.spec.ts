import type { Knex } from "@medusajs/framework/mikro-orm/knex"
import { ContainerRegistrationKeys } from "@medusajs/framework/utils"
import { copyOrder } from "../../bench/copy-order"
import type { KintsugiModuleService } from "../../src/modules/kintsugi/service"
import type { OrderLedger } from "../../src/workflows/ledger-sync"
import {
  nextOrders,
  ordersInRange,
} from "../../src/workflows/ledger-sync/orders-in-range"
import { processOrders } from "../../src/workflows/ledger-sync/process-orders"
import { sweep } from "../../src/workflows/ledger-sync/sweep"
import { isBetweenSweeps } from "../ledger/between-sweeps"
import { orderDriverOf } from "./order-driver"
import { eventually } from "./eventually"
import { settingsOf } from "./settings"
import { describeStore } from "./store"

const ORDERS = 60

describeStore("reporting since", {}, (store) => {
  const { place, placeAndCapture, office, ledger } = orderDriverOf(store)
  const merchant = settingsOf(store)
  const service = () =>
    store.container.resolve<KintsugiModuleService>("kintsugi")
  const knex = () =>
    store.container.resolve<Knex>(ContainerRegistrationKeys.PG_CONNECTION)

  /** A paid order, placed at that time, that the plugin has not processed. */
  const createUnprocessedOrder = async (placedAt?: string): Promise<string> => {
    const id = await placeAndCapture()
    await ledger.waitUntilIdle(id)
    await forget([id])
    if (placedAt) {
      await knex().raw(`update "order" set created_at = ? where id = ?`, [
        placedAt,
        id,
      ])
    }
    return id
  }
  /** Makes orders as if the plugin had not processed them. */
  const forget = async (ids: string[]) => {
    for (const table of ["kintsugi_ledger_entry", "kintsugi_order_sync"]) {
      await knex().raw(`delete from ${table} where order_id = any(?)`, [ids])
    }
    store.sandbox.reset()
  }
  const touch = (id: string) =>
    store.admin("POST", `/admin/orders/${id}`, {
      metadata: { note: "imported again" },
    })
  const rowsOf = async (id: string) => {
    await ledger.processOrder(id)
    await ledger.waitUntilIdle(id)
    return ledger.entries(id)
  }
  const since = async () => (await merchant.show()).behavior.sync_since

  it("an order of 2019 that changes today is not reported, and its ledger says why", async () => {
    const id = await createUnprocessedOrder("2019-05-04T10:00:00Z")
    await touch(id)
    await expect(rowsOf(id)).resolves.toEqual([])
    await sweep(store.container)
    await expect(rowsOf(id)).resolves.toEqual([])
    expect(store.sandbox.transactions()).toEqual([])
    const { older_than } = await store.admin<OrderLedger>(
      "GET",
      `/admin/kintsugi/orders/${id}`
    )
    expect(String(older_than)).toBe((await since()).value)
  })

  it("an order before the reporting start is reported by a backfill, with its later refunds", async () => {
    const id = await createUnprocessedOrder("2019-05-04T10:00:00Z")
    await store.admin("POST", "/admin/kintsugi/backfill", {
      from: "2019-01-01",
      to: "2019-12-31",
    })
    await eventually(async () =>
      expect(await ledger.entries(id)).toMatchObject([
        { state: "delivered", net: "49.93" },
      ])
    )
    await office.refund(id, 10)
    expect(await ledger.waitUntilSynced(id)).toMatchObject([
      { type: "sale", state: "delivered" },
      { type: "credit_note", state: "delivered" },
    ])
  })

  it("orders placed since the moment that the merchant chose are reported automatically", async () => {
    const id = await createUnprocessedOrder("2019-05-04T10:00:00Z")
    const { configured } = await since()
    const shown = await merchant.save({ sync_since: "2019-05-04" })
    expect(shown.behavior.sync_since).toEqual({
      value: "2019-05-04T00:00:00.000Z",
      saved: "2019-05-04T00:00:00.000Z",
      configured,
    })
    await touch(id)
    await expect(rowsOf(id)).resolves.toMatchObject([{ state: "delivered" }])

    await merchant.save({ sync_since: null })
    expect(await since()).toEqual({
      value: configured,
      saved: null,
      configured,
    })
  })

  it("a reporting start that is not a date is refused", async () => {
    await expect(
      merchant.save({ sync_since: "last spring" })
    ).rejects.toMatchObject({ response: { status: 400 } })
  })

  it("an order placed while reporting was off is left out, an order reported before is not", async () => {
    const before = await placeAndCapture()
    const whileOff = await createUnprocessedOrder()
    await service().reporting.recordOff()
    await touch(whileOff)
    await office.refund(before, 10)
    await sweep(store.container)
    await expect(rowsOf(whileOff)).resolves.toEqual([])
    expect(await ledger.waitUntilSynced(before)).toMatchObject([
      { type: "sale" },
      { type: "credit_note" },
    ])
    const after = await placeAndCapture()
    expect(await ledger.entries(after)).toMatchObject([{ state: "delivered" }])
  })

  it("a new organization takes effect between two orders", async () => {
    const order = await createUnprocessedOrder()
    // A sweep would have delivered them before the organization changes.
    await eventually(() => expect(isBetweenSweeps()).toBe(true), 60_000)
    // More than a process delivers at a time.
    const ids = await copyOrder(
      process.env.DATABASE_URL!,
      order,
      ORDERS,
      new Date()
    )
    await knex().raw(
      `update "order" set created_at = now() where id = any(?)`,
      [ids]
    )
    // The first orders are still in flight when the organization changes.
    store.sandbox.setLatency(10_000)
    store.sandbox.clearRequests()
    const reporting = processOrders(ids, store.container)
    await eventually(async () =>
      expect(
        store.sandbox.requests({ path: "/v1/transactions" }).length
      ).toBeGreaterThan(0)
    )
    store.sandbox.setAccess({ organizationId: "orgn_live" })
    await service().settings.change({
      credentials: {
        apiKey: store.sandbox.apiKey,
        organizationId: "orgn_live",
      },
      by: "user_1",
    })
    store.sandbox.setLatency(0)
    await reporting
    const syncs = await service().listKintsugiOrderSyncs({ order_id: ids })
    const countBoundTo = (organization: string) =>
      syncs.filter(({ organization_id }) => organization_id === organization)
        .length
    expect(countBoundTo("orgn_live")).toBeGreaterThan(0)
    expect(countBoundTo("orgn_sandbox")).toBeGreaterThan(0)
    expect(countBoundTo("orgn_live")).toBe(
      ORDERS - countBoundTo("orgn_sandbox")
    )
    await service().settings.change({ credentials: null, by: "user_1" })
  })

  it("a range of orders is read page by page, even when orders are deleted", async () => {
    const ids: string[] = []
    for (let count = 0; count < 5; count++) {
      ids.push(await place())
    }
    // Two within a millisecond, the later one with the lower id.
    const [a, b, c, d, e] = ids as [string, string, string, string, string]
    const times = {
      [a]: "2020-01-01T00:00:00.001000Z",
      [c]: "2020-01-01T00:00:00.002100Z",
      [b]: "2020-01-01T00:00:00.002900Z",
      [d]: "2020-01-01T00:00:00.003000Z",
      [e]: "2020-01-01T00:00:00.004000Z",
    }
    for (const [id, at] of Object.entries(times)) {
      await knex().raw(`update "order" set created_at = ? where id = ?`, [
        at,
        id,
      ])
    }
    const range = { from: new Date("2020-01-01"), to: new Date("2020-01-02") }
    const pages: string[][] = []
    for await (const page of ordersInRange(range, 2, store.container)) {
      pages.push(page.map(({ id }) => id))
    }
    expect(pages).toEqual([[a, b], [c, d], [e]])

    const seen: string[] = []
    let after: Awaited<ReturnType<typeof nextOrders>>[number] | undefined
    do {
      const page = await nextOrders({ ...range, after }, 2, store.container)
      seen.push(...page.map(({ id }) => id))
      after = page.at(-1)
      if (seen.length === 1) {
        await knex().raw(`update "order" set deleted_at = now() where id = ?`, [
          a,
        ])
      }
    } while (after)
    expect(seen).toEqual([a, b, c, d, e])
  })
})
