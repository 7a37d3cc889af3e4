import type { Knex } from "@medusajs/framework/mikro-orm/knex"
import { Client } from "@medusajs/framework/pg"
import { ContainerRegistrationKeys } from "@medusajs/framework/utils"
import { GAP_MS } from "../../src/kintsugi-api"
import { createBookTurns } from "../../src/modules/kintsugi/book-turns"
import { sweep } from "../../src/workflows/ledger-sync/sweep"
import { orderDriverOf } from "./order-driver"
import { kintsugiServiceOf } from "./settings"
import { describeStore } from "./store"

/** Tables that grow with a store's orders, payments and products. */
const GROWING = new Set([
  "order",
  "order_item",
  "order_change",
  "order_transaction",
  "capture",
  "refund",
  "payment",
  "order_payment_collection",
  "kintsugi_order_sync",
  "kintsugi_ledger_entry",
  "kintsugi_backfill_failure",
])

type Statement = { text: string; values: unknown[] }

/** A step of a plan, as PostgreSQL explains it. */
type Step = {
  "Node Type": string
  "Relation Name"?: string
  "Index Name"?: string
  "Index Cond"?: string
  "Recheck Cond"?: string
  Plans?: Step[]
}

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

  beforeAll(async () => {
    const id = await placeAndCapture()
    await office.refund(id, 10)
    await ledger.waitUntilIdle(id)
    await sweep(store.container)
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

  it("background requests of all instances take turns, and pause together", async () => {
    const book = createBookTurns(knex(), undefined)("orgn_of_many_instances")
    const freeAt = async () => {
      const id = "turns:orgn_of_many_instances"
      const times = await kintsugiServiceOf(store).timestamps.read([id])
      return times.get(id)!.getTime()
    }
    const [instances, turns] = [10, 20]
    const start = Date.now()
    await Promise.all(Array.from({ length: instances }, () => book(turns, 0)))
    const length = instances * turns * GAP_MS
    // Turns of the second before may be taken late.
    expect(await freeAt()).toBeGreaterThanOrEqual(start - 1_000 + length - 10)
    expect(await freeAt()).toBeLessThanOrEqual(Date.now() + length + 10)

    expect(await book(1, 60_000)).toBeGreaterThan(59_000)
    expect(await book(1, 0)).toBeGreaterThan(50_000)
  })

  describe("with a million orders", () => {
    /** The statements on growing tables that the store makes meanwhile. */
    const statementsOf = async (
      act: () => Promise<unknown>
    ): Promise<Statement[]> => {
      const statements: Statement[] = []
      const query = Client.prototype.query
      const spy = jest.spyOn(Client.prototype, "query").mockImplementation(
        // The other ways to call it are passed on as they are.
        function (this: Client, ...given: unknown[]) {
          const [config, values] = given as [
            string | { text: string; values?: unknown[] },
            unknown,
          ]
          const text = typeof config === "string" ? config : config.text
          const bound = typeof config === "string" ? values : config.values
          if (/^\s*(select|update|with|delete)\b/i.test(text)) {
            statements.push({
              text,
              values: Array.isArray(bound) ? bound : [],
            })
          }
          return query.apply(this, given as never) as never
        } as never
      )
      try {
        await act()
      } finally {
        spy.mockRestore()
      }
      return statements.filter(({ text }) =>
        [...text.matchAll(/(?:from|join|update)\s+"?(\w+)"?/gi)].some(
          ([, table]) => GROWING.has(table!)
        )
      )
    }

    /**
     * What of a statement would read a whole table of that size, however small
     * this store's is.
     */
    const wholeReads = async ({ text, values }: Statement) => {
      const client = new Client({
        connectionString: process.env.DATABASE_URL,
      })
      await client.connect()
      try {
        // The planner believes this; what is read decides it with few rows.
        await client.query("begin")
        await client.query(
          `update pg_class set reltuples = 1000000, relpages = 1
           where oid in (
             select unnest(array[indexrelid, indrelid]) from pg_index
             where indrelid::regclass::text = any($1)
           )`,
          [[...GROWING].map((name) => (name === "order" ? '"order"' : name))]
        )
        await client.query("set enable_seqscan = off")
        const { rows } = await client.query<{
          "QUERY PLAN": { Plan: Step }[]
        }>(`explain (format json) ${text}`, values)
        return stepsOf(rows[0]!["QUERY PLAN"][0]!.Plan)
          .filter(readsWholeTable)
          .map((step) => ({
            node: step["Node Type"],
            table: step["Relation Name"],
            index: step["Index Name"],
            text: text.replaceAll(/\s+/g, " ").slice(0, 200),
          }))
      } finally {
        await client.end()
      }
    }

    const stepsOf = (step: Step): Step[] => [
      step,
      ...(step.Plans ?? []).flatMap(stepsOf),
    ]

    /**
     * An index without a condition is read from its beginning: this is only
     * quick where it has few rows, or only what is counted or sorted.
     */
    const readsWholeTable = (step: Step): boolean =>
      GROWING.has(step["Relation Name"] ?? "") &&
      (step["Node Type"] === "Seq Scan" ||
        (step["Node Type"] === "Index Scan" &&
          !step["Index Cond"] &&
          !PARTIAL.test(step["Index Name"] ?? "")))

    /** Indexes of few rows. */
    const PARTIAL =
      /_(due_at|failed_since|blocked_by|untrimmed|not_answered|occurred_at|refused|under_collected)$/

    const expectIndexes = async (act: () => Promise<unknown>) => {
      const statements = await statementsOf(act)
      expect(statements).not.toEqual([])
      const found = await Promise.all(statements.map(wholeReads))
      expect(found.flat()).toEqual([])
    }

    it("a sweep reads no whole table", async () => {
      await placeAndCapture()
      await lookedForAllChanges(0)
      await expectIndexes(() => sweep(store.container))
    })

    it.each([
      ["Tax reporting", "transactions?limit=20"],
      ["its last page", "transactions?limit=20&offset=40"],
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
    ])("%s reads no whole table", async (_, path) => {
      await expectIndexes(() => store.admin("GET", `/admin/kintsugi/${path}`))
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
        await expectIndexes(() => store.admin("GET", `/admin/kintsugi/${path}`))
      }
    })

    it("an order's widget reads no whole table", async () => {
      const id = await placeAndCapture()
      await expectIndexes(() =>
        store.admin("GET", `/admin/kintsugi/orders/${id}`)
      )
    })
  })
})
