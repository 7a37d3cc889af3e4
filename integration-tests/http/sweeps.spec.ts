import type { Knex } from "@medusajs/framework/mikro-orm/knex"
import { ContainerRegistrationKeys } from "@medusajs/framework/utils"
import { GAP_MS } from "../../src/kintsugi-api"
import { createBookTurns } from "../../src/modules/kintsugi/book-turns"
import { evaluateAlerts } from "../../src/workflows/alerts"
import {
  eraseCustomers,
  eraseDeletedCustomers,
} from "../../src/workflows/exemptions"
import { recordMissedOrders } from "../../src/workflows/explanation"
import { eraseOrphanedRecords } from "../../src/workflows/explanation/erase-records"
import { recordTaxFacts } from "../../src/workflows/explanation/record-facts"
import {
  enqueueBlockedOrders,
  requeueUnauthorized,
} from "../../src/workflows/ledger-sync/enqueue-blocked"
import { retryRefused } from "../../src/workflows/ledger-sync/retry"
import { sweep } from "../../src/workflows/ledger-sync/sweep"
import { refreshReport } from "../../src/workflows/report"
import { PATIENCE_MS } from "../../src/workflows/wait-for"
import { merchantOf } from "./classification"
import { orderDriverOf } from "./order-driver"
import { kintsugiServiceOf } from "./settings"
import { describeStore } from "./store"
import { openWholeReads } from "./whole-reads"

describeStore("sweeps", {}, (store) => {
  const { place, placeAndCapture, office, ledger } = orderDriverOf(store)
  const knex = () =>
    store.container.resolve<Knex>(ContainerRegistrationKeys.PG_CONNECTION)

  /** As if no event of the order had reached the plugin. */
  const forget = async (id: string): Promise<void> => {
    await ledger.waitUntilIdle(id)
    for (const table of ["kintsugi_ledger_entry", "kintsugi_order_sync"]) {
      await knex().raw(`delete from ${table} where order_id = ?`, [id])
    }
    store.sandbox.reset()
  }

  /** When all changes were looked for last, in hours before now. */
  const lookedForAllChanges = (hoursAgo: number) =>
    kintsugiServiceOf(store).timestamps.record(
      "swept-all-changes",
      new Date(Date.now() - hoursAgo * 60 * 60 * 1000)
    )

  let reads: Awaited<ReturnType<typeof openWholeReads>>

  /** A customer with an exemption as it usually is: current, and documented. */
  const exemptCustomer = async (): Promise<string> => {
    const { customer } = await store.admin<{ customer: { id: string } }>(
      "POST",
      "/admin/customers",
      { email: "wholesaler@example.com", company_name: "Wholesale Mugs" }
    )
    const service = kintsugiServiceOf(store)
    const of = { customer_id: customer.id, organization_id: "orgn_sandbox" }
    await service.createKintsugiCustomers({
      ...of,
      kintsugi_id: "cust_1",
      exempted_at: new Date(),
      exempted_by: "user_1",
    })
    await service.createKintsugiExemptions(
      ["TX", "IL"].map((state_code) => ({
        ...of,
        country_code: "US",
        state_code,
        start_date: "2026-01-01",
        exemption_id: `exmp_${state_code}`,
        certificates: 1,
      }))
    )
    await service.createKintsugiTaxIds({
      customer_id: customer.id,
      country_code: "US",
      number: "12-3456789",
    })
    await service.signedInCarts.record("cart_1", customer.id)
    return customer.id
  }
  let customerId: string

  beforeAll(async () => {
    const id = await placeAndCapture()
    await office.refund(id, 10)
    await ledger.waitUntilIdle(id)
    await sweep(store.container)
    await recordMissedOrders(store.container)
    await recordTaxFacts([id], store.container)
    await refreshReport(store.container)
    customerId = await exemptCustomer()
    await merchantOf(store).classify(store.shop.variants.mug.productId, {
      category: "Physical",
      subcategory: "General Clothing",
    })
    reads = await openWholeReads(process.env.DATABASE_URL!)
  })

  it("find an order that was placed and paid, without an event", async () => {
    const id = await placeAndCapture()
    await forget(id)
    await sweep(store.container)
    expect(await ledger.waitUntilSynced(id)).toMatchObject([
      { type: "sale", state: "delivered" },
    ])
  })

  it("find a refund of an order that was processed before, without an event", async () => {
    const id = await placeAndCapture()
    await ledger.waitUntilIdle(id)
    await office.refund(id, 10)
    await ledger.waitUntilIdle(id)
    // As it was before the refund.
    await knex().raw(
      "delete from kintsugi_ledger_entry where order_id = ? and type = 'credit_note'",
      [id]
    )
    await knex().raw(
      "update kintsugi_order_sync set updated_at = now() - interval '1 minute' where order_id = ?",
      [id]
    )
    await sweep(store.container)
    expect(await ledger.waitUntilSynced(id)).toMatchObject([
      { type: "sale", state: "delivered" },
      { type: "credit_note", state: "delivered" },
    ])
  })

  it("find a changed address, without an event", async () => {
    const id = await placeAndCapture()
    await store.admin("POST", `/admin/orders/${id}`, {
      email: "somebody@example.com",
    })
    await forget(id)
    await knex().raw(
      `update order_item set id = 'orditem_of_long_ago_' || id where order_id = ?`,
      [id]
    )
    await sweep(store.container)
    expect(await ledger.waitUntilSynced(id)).toMatchObject([
      { type: "sale", state: "delivered" },
    ])
  })

  it("find a change that creates no row within an hour", async () => {
    const id = await place()
    await ledger.waitUntilIdle(id)
    await store.container
      .resolve("order")
      .updateOrders(id, { metadata: { note: "changed by a script" } })
    const due = async () =>
      (
        await kintsugiServiceOf(store).listKintsugiOrderSyncs({ order_id: id })
      )[0]
    const processed = (await due())!.updated_at
    await knex().raw(
      "update kintsugi_order_sync set updated_at = now() - interval '1 hour' where order_id = ?",
      [id]
    )
    // Its own rows are new; those of an order that is changed later are not.
    for (const table of ["order_item", "order_transaction", "order_change"]) {
      await knex().raw(
        `update ${table} set id = 'of_long_ago_' || id where order_id = ?`,
        [id]
      )
    }
    await lookedForAllChanges(0.5)
    await lookedForAllChanges(1.1)
    await sweep(store.container)
    await ledger.waitUntilIdle(id)
    expect(new Date((await due())!.updated_at).getTime()).toBeGreaterThan(
      new Date(processed).getTime()
    )
  })

  it("do not touch an order with an id of its own that has not changed", async () => {
    const id = await placeAndCapture()
    await ledger.waitUntilIdle(id)
    const requests = store.sandbox.requests().length
    await lookedForAllChanges(0)
    await sweep(store.container)
    expect(store.sandbox.requests().length).toBe(requests)
  })

  describe("background requests of all instances", () => {
    const ORGANIZATION = "orgn_of_many_instances"
    const [instances, turns] = [10, 20]
    const book = (count: number, pauseMs = 0) =>
      createBookTurns(knex(), undefined)(ORGANIZATION)(count, pauseMs)
    const freeAt = async () => {
      const id = `turns:${ORGANIZATION}`
      const times = await kintsugiServiceOf(store).timestamps.read([id])
      return times.get(id)!.getTime()
    }
    const saveEstimates = async (minutesAgo: number) => {
      await knex().raw("delete from kintsugi_estimate_window")
      await kintsugiServiceOf(store).createKintsugiEstimateWindows({
        id: "kinwin_another_1",
        started_at: new Date(Date.now() - minutesAgo * 60_000),
        asked: 1,
        remembered: 0,
        failed: 0,
        latencies: [],
      })
    }

    it.each([
      ["two thirds of Kintsugi's rate limit where anybody buys", 9, "selling"],
      ["nine tenths of it where nobody does", 11, "idle"],
    ] as const)("share %s", async (_, minutesAgo, state) => {
      await saveEstimates(minutesAgo)
      const start = Date.now()
      const bookings = await Promise.all(
        Array.from({ length: instances }, () => book(turns))
      )
      expect(new Set(bookings.map(({ gapMs }) => gapMs))).toEqual(
        new Set([GAP_MS[state]])
      )
      const length = instances * turns * GAP_MS[state]
      // Turns of the second before may be taken late.
      expect(await freeAt()).toBeGreaterThanOrEqual(start - 1_000 + length - 10)
      expect(await freeAt()).toBeLessThanOrEqual(Date.now() + length + 10)
    })

    it("pause together", async () => {
      expect((await book(1, 60_000)).waitMs).toBeGreaterThan(59_000)
      expect((await book(1)).waitMs).toBeGreaterThan(50_000)
    })
  })

  describe("with a million orders", () => {
    const expectIndexes = async (act: () => Promise<unknown>) => {
      const statements = await reads.statementsOf(act)
      expect(statements).not.toEqual([])
      const found = await Promise.all(statements.map(reads.wholeReads))
      expect(found.flat()).toEqual([])
    }
    const get = (path: string) => () =>
      store.admin("GET", `/admin/kintsugi/${path}`)

    it("a sweep reads no whole table", async () => {
      await placeAndCapture()
      await lookedForAllChanges(0)
      await expectIndexes(() => sweep(store.container))
    })

    it.each([
      ["Tax reporting", "transactions?limit=20"],
      ["its last page", "transactions?limit=1&offset=1"],
      ["what was refused", "transactions?limit=20&state=refused"],
      ["an order number", "transactions?limit=20&q=%231"],
      ["an id of Kintsugi's", "transactions?limit=20&q=txn_1"],
      ["orders without an answer", "transactions?limit=20&not_answered=true"],
      ["a period", "transactions?limit=20&from=2026-01-01&to=2026-01-31"],
      ["its export", "transactions/export"],
      [
        "a period's export",
        "transactions/export?from=2026-01-01&to=2099-01-31",
      ],
      ["an export of what was refused", "transactions/export?state=refused"],
      ["an export of an order number", "transactions/export?q=%231"],
      ["an export of an id", "transactions/export?q=txn_1"],
      [
        "an export of orders without an answer",
        "transactions/export?not_answered=true",
      ],
      ["Health", "health"],

      ["the register of exemptions", "exemptions"],
      [
        "its next page",
        "exemptions?after=2026-12-31_after_2026-01-01_after_cus_1",
      ],
      [
        "exemptions without a certificate",
        "exemptions?without_certificate=true",
      ],
      ["exemptions that end soon", "exemptions?ends_within=30"],
      ["ended exemptions", "exemptions?state=ended"],
      ["an export of exemptions", "exemptions/export"],

      ["the tax report", "report"],
      ["its part of a state", "report?country=US&state=TX"],
      ["the orders behind it", "report?view=entries"],
      ["the orders that wait", "report?view=entries&waiting=true"],
      ["taxes from memory", "report?view=entries&source=remembered"],
      ["orders in Texas", "report?view=entries&country=US&state=TX"],
      ["a jurisdiction's orders", "report?view=entries&jurisdiction=Texas"],
      ["the report's CSV", "report?format=csv"],
      ["the CSV of its lines", "report?format=csv&view=lines"],
      ["the CSV of jurisdictions", "report?format=csv&view=jurisdictions"],

      ["Tax classification", "products"],
      ["the export of classifications", "products/export"],
      [
        "how many products a new rule catches",
        "classification-rules/products?kind=tag&reference_id=ptag_1",
      ],
    ])("%s reads no whole table", async (_, path) => {
      await expectIndexes(get(path))
    })

    it("a page of Tax reporting is the same, from whichever end it is found", async () => {
      await ledger.waitUntilSynced(await placeAndCapture())
      const page = async (query: string) =>
        (
          await store.admin<{ transactions: { id: string }[] }>(
            "GET",
            `/admin/kintsugi/transactions?${query}`
          )
        ).transactions.map(({ id }) => id)
      const all = await page("limit=100")
      expect(all).toHaveLength(3)
      for (const limit of [1, 2]) {
        for (const offset of [0, 1, 2, 3]) {
          expect(await page(`limit=${limit}&offset=${offset}`)).toEqual(
            all.slice(offset, offset + limit)
          )
        }
      }
    })

    it.each([
      ["bringing the tax report up to date", refreshReport],
      ["the evaluation of alerts", evaluateAlerts],
      ["looking for orders without a record", recordMissedOrders],
      ["erasing what deleted customers left", eraseDeletedCustomers],
      ["erasing the records of deleted orders", eraseOrphanedRecords],
    ])("%s reads no whole table", async (_, job) => {
      const id = await placeAndCapture()
      await ledger.waitUntilIdle(id)
      await expectIndexes(() => job(store.container))
    })

    it("making records due again reads no whole table", async () => {
      const service = kintsugiServiceOf(store)
      await expectIndexes(() => retryRefused(store.container, PATIENCE_MS))
      await expectIndexes(() => requeueUnauthorized(service))
      await expectIndexes(() => enqueueBlockedOrders(service))
    })

    it("erasing a customer reads no whole table", async () => {
      await expectIndexes(() => eraseCustomers([customerId], store.container))
    })

    it("a customer's exemptions read no whole table", async () => {
      await expectIndexes(get(`customers/${customerId}`))
      await expectIndexes(() =>
        kintsugiServiceOf(store).customers.saveCertificateCount(
          customerId,
          "orgn_sandbox",
          "exmp_TX",
          2
        )
      )
    })

    it("Backfill and Reconciliation read no whole table", async () => {
      const id = await placeAndCapture()
      const service = kintsugiServiceOf(store)
      await service.createKintsugiBackfills({
        id: "kinback_1",
        state: "done",
        from: new Date(),
        to: new Date(),
        failed: 1,
      })
      await service.backfillFailures.recordFailures("kinback_1", [id])
      await store.admin("POST", "/admin/kintsugi/reconciliation", {
        from: new Date().toISOString(),
      })
      await service.updateKintsugiReconciliations({
        selector: { state: "done" },
        data: {
          count: 1,
          findings: {
            organization_id: "orgn_sandbox",
            items: [
              {
                kind: "not_delivered",
                external_id: id,
                order_id: id,
                message: "It has not been sent yet.",
              },
            ],
          },
        },
      })
      for (const path of ["backfill", "reconciliation"]) {
        await expectIndexes(get(path))
      }
    })

    it.each([
      ["widget", ""],
      ["explanation", "/explanation"],
      ["corrected address", "/address-correction"],
    ])("an order's %s reads no whole table", async (_, path) => {
      const id = await placeAndCapture()
      await ledger.waitUntilIdle(id)
      await expectIndexes(get(`orders/${id}${path}`))
    })
  })
})
