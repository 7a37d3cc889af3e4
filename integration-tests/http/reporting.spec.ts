import type { Knex } from "@medusajs/framework/mikro-orm/knex"
import { ContainerRegistrationKeys } from "@medusajs/framework/utils"
import type { Health } from "../../src/workflows/health/read-health"
import type {
  OrderLedger,
  TransactionReading,
} from "../../src/workflows/ledger-sync"
import { KINTSUGI_MODULE } from "../../src/modules/kintsugi"
import type { KintsugiModuleService } from "../../src/modules/kintsugi/service"
import { sweep } from "../../src/workflows/ledger-sync/sweep"
import { backOfficeOf, ledgerDriverOf } from "./order-driver"
import { failAlways } from "./single-mug-cart"
import { settingsOf } from "./settings"
import { ADDRESSES, shopperOf } from "./shopper"
import { describeStore } from "./store"

describeStore(
  "reporting",
  {
    options: {
      timeoutMs: 5_000,
      deadlineMs: 8_000,
      retries: 0,
      onFailure: "fallback",
    },
  },
  (store) => {
    const shopper = shopperOf(store, { neighbors: true })
    const office = backOfficeOf(store)
    const ledger = ledgerDriverOf(store)
    const merchant = settingsOf(store)

    const placeOrder = async () => {
      const id = await shopper.createCart()
      await shopper.add(id, store.shop.variants.mug, 2)
      await shopper.setAddress(id, ADDRESSES.austin)
      await shopper.ship(id)
      return (await shopper.complete(id)).order.id
    }
    const ledgerFor = (id: string) =>
      store.admin<OrderLedger>("GET", `/admin/kintsugi/orders/${id}`)
    const search = (query: string) =>
      store.admin<{ transactions: TransactionReading[]; count: number }>(
        "GET",
        `/admin/kintsugi/transactions?${query}`
      )
    /** Delivered entries, as if they had been reported then. */
    const insertRows = (
      rows: { id: string; at: Date | string; type?: string }[]
    ) =>
      store.container
        .resolve<Knex>(ContainerRegistrationKeys.PG_CONNECTION)
        .raw(
          `insert into kintsugi_ledger_entry
             (id, order_id, organization_id, type, sent_as, reason, reference_id, external_id,
              state, occurred_at, currency_code, net, tax, content, request, request_hash)
           select id, id, 'orgn_sandbox', type, type, 'order', id, id, 'delivered', at, 'usd',
             '49.93', '4.12', '{}', '{}', 'hash'
           from jsonb_to_recordset(?::jsonb) as given (id text, at timestamptz, type text)`,
          [JSON.stringify(rows.map((row) => ({ type: "sale", ...row })))]
        )
    const ledgerHealth = async () =>
      (await store.admin<{ health: Health }>("GET", "/admin/kintsugi/health"))
        .health.ledger

    it("an order's ledger shows what was charged before anything is reported", async () => {
      const id = await placeOrder()
      await ledger.waitUntilSynced(id)
      await expect(ledgerFor(id)).resolves.toMatchObject({
        transactions: [{ state: "waiting", blocked_by: "payment" }],
        reported: { total: "0" },
        comparison: null,
        jurisdictions: [],
        order: {
          charged: { net: "49.93", tax: "4.12", total: "54.05" },
          jurisdictions: [
            { name: "Texas State Sales Tax", rate: "0.0625", amount: "3.12" },
            { name: "Austin City Sales Tax", rate: "0.01", amount: "0.5" },
            {
              name: "Austin MTA Transit Sales Tax",
              rate: "0.01",
              amount: "0.5",
            },
          ],
          taxed_by: "kintsugi",
          fallback: null,
        },
        is_reporting: true,
        missing: null,
      })
    })

    it("an order's ledger compares the charged tax with what Kintsugi calculates", async () => {
      const id = await placeOrder()
      await office.capture(id)
      await ledger.waitUntilSynced(id)
      await office.refund(id, 10)
      await ledger.waitUntilSynced(id)
      const { comparison, transactions, jurisdictions, reported } =
        await ledgerFor(id)
      expect(comparison).toEqual({
        charged: "4.12",
        calculated: "4.12",
        difference: "0",
        differs: false,
        reason: null,
      })
      expect(transactions.map(({ type, state }) => [type, state])).toEqual([
        ["sale", "delivered"],
        ["credit_note", "delivered"],
      ])
      expect(
        jurisdictions.reduce((sum, { amount }) => sum + Number(amount), 0)
      ).toBeCloseTo(4.12 - Number(transactions[1]?.tax), 6)
      expect(Number(reported.tax)).toBeCloseTo(
        4.12 - Number(transactions[1]?.tax),
        6
      )
      expect(Number(reported.total)).toBeCloseTo(44.05, 6)
    })

    it("an order's ledger marks tax by the fallback rates and how much it differs", async () => {
      store.sandbox.fail(failAlways({ kind: "status", status: 503 }))
      const id = await placeOrder()
      store.sandbox.reset()
      await office.capture(id)
      await ledger.waitUntilSynced(id)
      const { comparison, order, transactions } = await ledgerFor(id)
      expect(order.fallback).toEqual({
        source: "fallback",
        reason: "unavailable",
      })
      expect(comparison).toMatchObject({
        calculated: "4.12",
        differs: true,
        reason: "fallback",
      })
      expect(transactions).toMatchObject([
        {
          difference: comparison?.difference,
          difference_reason: "fallback",
        },
      ])
      expect(Number(comparison?.difference)).toBeCloseTo(
        Number(comparison?.charged) - 4.12,
        6
      )
    })

    it("an order that can't be read is a problem until it can be read", async () => {
      const problems = async () =>
        (
          await store.admin<{ health: Health }>("GET", "/admin/kintsugi/health")
        ).health.problems.filter(({ code }) => code === "order_not_read")
      const service =
        store.container.resolve<KintsugiModuleService>(KINTSUGI_MODULE)
      const id = await placeOrder()
      await office.capture(id)
      const [row] = await ledger.waitUntilSynced(id)
      await ledger.waitUntilIdle(id)
      const delivered_content = row?.delivered_content as Record<
        string,
        unknown
      >
      await service.updateKintsugiLedgerEntries({
        id: row!.id,
        delivered_content: { lines: null },
        locked: true,
      })
      await ledger.processOrder(id)

      const { display_id } = (
        await store.admin<{ order: { display_id: number } }>(
          "GET",
          `/admin/orders/${id}`
        )
      ).order
      const [problem, ...others] = await problems()
      expect(others).toEqual([])
      expect(problem).toMatchObject({
        count: 1,
        message: expect.stringContaining(
          `Order #${display_id} could not be read for the reports`
        ),
      })

      await service.updateKintsugiLedgerEntries({
        id: row!.id,
        delivered_content,
        locked: false,
      })
      const { problem: orderProblem } = await ledgerFor(id)
      expect(orderProblem).toBeTruthy()
      expect(problem?.message).toContain(orderProblem)

      await ledger.processOrder(id)
      await expect(problems()).resolves.toEqual([])
      await expect(ledgerFor(id)).resolves.toMatchObject({
        problem: null,
        transactions: [{ state: "delivered" }],
      })
    })

    it("an order's ledger shows that another provider taxed the order", async () => {
      const region = `/admin/tax-regions/${store.shop.taxRegions.us}`
      await store.admin("POST", region, { provider_id: "tp_system" })
      const id = await placeOrder()
      await store.admin("POST", region, {
        provider_id: "tp_kintsugi_kintsugi",
      })
      await expect(ledgerFor(id)).resolves.toMatchObject({
        order: { taxed_by: "other", fallback: null },
      })
      // The next test's order has the same number.
      await ledger.waitUntilIdle(id)
    })

    it("ledger entries are found by the order's number, state, type and time", async () => {
      const id = await placeOrder()
      await office.capture(id)
      await office.refund(id, 5)
      expect(await ledger.waitUntilSynced(id)).toMatchObject([
        { type: "sale", state: "delivered" },
        { type: "credit_note", state: "delivered" },
      ])
      const { display_id } = await office.read(id)
      for (const q of [`${display_id}`, `%23${display_id}`]) {
        const found = await search(`q=${q}`)
        expect(found.count).toBe(2)
        expect(found.transactions.every((row) => row.order_id === id)).toBe(
          true
        )
      }
      const times = (await search(`q=${display_id}`)).transactions.map(
        ({ occurred_at }) => Date.parse(String(occurred_at))
      )
      expect(times).toEqual([...times].sort((one, other) => other - one))
      expect(
        (await search(`q=${display_id}&type=credit_note&state=delivered`)).count
      ).toBe(1)
      expect((await search(`q=${display_id}&state=refused`)).count).toBe(0)
      expect((await search(`q=${display_id}&to=2020-01-01`)).count).toBe(0)
      expect((await search(`q=${display_id}&from=2020-01-01`)).count).toBe(2)
      expect((await search("q=999999")).count).toBe(0)
    })

    /** The lines of an export, without its head. */
    const exported = async (query: string) => {
      const { data, headers } = await store.api.get<string>(
        `/admin/kintsugi/transactions/export?${query}`,
        { headers: store.adminHeaders(), responseType: "text" }
      )
      expect(headers["content-type"]).toBe("text/csv; charset=utf-8")
      // None of these rows has a cell in quotes.
      const [head, ...lines] = data
        .replace(/^\uFEFF/, "")
        .trimEnd()
        .split("\r\n")
        .map((line) => line.split(","))
      return lines.map((cells) =>
        Object.fromEntries(head!.map((name, n) => [name, cells[n]!]))
      )
    }

    it("the list and the export take days in the shop's time zone", async () => {
      await merchant.save({ sync_time_zone: "America/Chicago" })
      const rows = [
        ["before", "2024-03-10T05:59:59.999Z"],
        ["first", "2024-03-10T06:00:00Z"],
        // Clocks are put forward on that day: it has 23 hours.
        ["last", "2024-03-11T04:59:59.999Z"],
        ["after", "2024-03-11T05:00:00Z"],
      ] as const
      await insertRows(rows.map(([id, at]) => ({ id: `zone_${id}`, at })))
      const day = "from=2024-03-10&to=2024-03-10"
      const list = await search(day)
      expect(list).toMatchObject({ count: 2, time_zone: "America/Chicago" })
      expect(list.transactions.map(({ id }) => id)).toEqual([
        "zone_last",
        "zone_first",
      ])
      const lines = await exported(day)
      expect(lines.map(({ date, order_id }) => [date, order_id])).toEqual([
        ["2024-03-10", "zone_last"],
        ["2024-03-10", "zone_first"],
      ])
      const moments = await search(
        "from=2024-03-10T06:00:00Z&to=2024-03-11T05:00:00Z"
      )
      expect(moments.count).toBe(3)
      await merchant.save({ sync_time_zone: null })
      await expect(search(day)).resolves.toMatchObject({
        count: 2,
        time_zone: "UTC",
      })
    })

    it("the export has all that the filter lists, each once, and what it adds up to", async () => {
      const many = 2_500
      await insertRows(
        Array.from({ length: many }, (_, n) => ({
          id: `export_${String(n).padStart(4, "0")}`,
          // Many at the same moment, over the pages of the export.
          at: new Date(Date.UTC(2023, 0, 1, 0, Math.floor(n / 700))),
          type: n % 5 ? "sale" : "credit_note",
        }))
      )
      const query = "from=2023-01-01&to=2023-01-01"
      const lines = await exported(query)
      expect(new Set(lines.map(({ order_id }) => order_id)).size).toBe(many)
      expect(lines).toHaveLength((await search(query)).count)
      const sum = (column: string) =>
        lines.reduce((all, line) => all + Number(line[column]), 0)
      expect(sum("tax")).toBeCloseTo((2_000 - 500) * 4.12, 6)
      expect(sum("total")).toBeCloseTo((2_000 - 500) * 54.05, 6)
      const credits = await exported(`${query}&type=credit_note`)
      expect(credits).toHaveLength(500)
      expect(credits[0]).toMatchObject({ tax: "-4.12", currency: "USD" })
    })

    it("the export says which filter it does not understand", async () => {
      for (const [query, says] of [
        ["from=yesterday", "Field 'from' must be a day"],
        ["state=lost", "state"],
        ["limit=5", "limit"],
      ]) {
        await expect(exported(query!)).rejects.toMatchObject({
          response: {
            status: 400,
            data: expect.stringContaining(says!),
          },
        })
      }
    })

    it("the health route counts waiting and refused ledger entries", async () => {
      const before = await ledgerHealth()
      store.sandbox.fail({
        kind: "status",
        status: 422,
        endpoint: "POST /v1/transactions",
        times: Infinity,
      })
      const refused = await placeOrder()
      await office.capture(refused)
      await ledger.waitUntilSynced(refused)
      const waiting = await placeOrder()
      await ledger.waitUntilSynced(waiting)
      await expect(ledgerHealth()).resolves.toEqual({
        ...before,
        waiting: before.waiting + 1,
        refused: before.refused + 1,
        failed: before.failed + 1,
      })

      store.sandbox.reset()
      const [row] = await ledger.entries(refused)
      await store.admin("POST", `/admin/kintsugi/transactions/${row?.id}/retry`)
      await expect(ledgerHealth()).resolves.toEqual({
        ...before,
        waiting: before.waiting + 1,
        delivered: before.delivered + 1,
      })
    })

    it("sync_on applies to orders that are already waiting", async () => {
      const id = await placeOrder()
      expect(await ledger.waitUntilSynced(id)).toMatchObject([
        { blocked_by: "payment" },
      ])

      const shown = await merchant.save({ sync_on: "order_placed" })
      expect(shown.behavior.sync_on).toEqual({
        value: "order_placed",
        saved: "order_placed",
        configured: "payment_captured",
      })
      await sweep(store.container)
      expect(await ledger.waitUntilSynced(id)).toMatchObject([
        { state: "delivered" },
      ])

      const back = await merchant.save({ sync_on: null })
      expect(back.behavior.sync_on).toMatchObject({
        value: "payment_captured",
        saved: null,
      })
      const next = await placeOrder()
      expect(await ledger.waitUntilSynced(next)).toMatchObject([
        { blocked_by: "payment" },
      ])
    })
  }
)
