import type { Health } from "../../src/workflows/health/read-health"
import type {
  OrderBooks,
  TransactionReading,
} from "../../src/workflows/report-orders"
import { KINTSUGI_MODULE } from "../../src/modules/kintsugi"
import type { KintsugiModuleService } from "../../src/modules/kintsugi/service"
import { sweep } from "../../src/workflows/report-orders/sweep"
import { backOfficeOf, booksOf } from "./bookkeeping"
import { always } from "./mug-in-austin"
import { settingsOf } from "./settings"
import { ADDRESSES, shopperOf } from "./shopper"
import { describeStore } from "./store"

describeStore(
  "reporting",
  { options: { timeoutMs: 5_000, deadlineMs: 8_000, retries: 0 } },
  (store) => {
    const shopper = shopperOf(store)
    const office = backOfficeOf(store)
    const books = booksOf(store)
    const merchant = settingsOf(store)

    const placeOrder = async () => {
      const id = await shopper.createCart()
      await shopper.add(id, store.shop.variants.mug, 2)
      await shopper.setAddress(id, ADDRESSES.austin)
      await shopper.ship(id)
      return (await shopper.complete(id)).order.id
    }
    const booksFor = (id: string) =>
      store.admin<OrderBooks>("GET", `/admin/kintsugi/orders/${id}`)
    const search = (query: string) =>
      store.admin<{ transactions: TransactionReading[]; count: number }>(
        "GET",
        `/admin/kintsugi/transactions?${query}`
      )
    const ledger = async () =>
      (await store.admin<{ health: Health }>("GET", "/admin/kintsugi/health"))
        .health.ledger

    it("shows what an order was charged before anything is reported", async () => {
      const id = await placeOrder()
      await books.settled(id)
      await expect(booksFor(id)).resolves.toMatchObject({
        transactions: [{ state: "waiting", waits_for: "payment" }],
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

    it("compares what was charged with what Kintsugi calculates", async () => {
      const id = await placeOrder()
      await office.capture(id)
      await books.settled(id)
      await office.refund(id, 10)
      await books.settled(id)
      const { comparison, transactions, jurisdictions } = await booksFor(id)
      expect(comparison).toEqual({
        charged: "4.12",
        calculated: "4.12",
        difference: "0",
        differs: false,
      })
      expect(transactions.map(({ type, state }) => [type, state])).toEqual([
        ["sale", "delivered"],
        ["credit_note", "delivered"],
      ])
      expect(
        jurisdictions.reduce((sum, { amount }) => sum + Number(amount), 0)
      ).toBeCloseTo(4.12 - Number(transactions[1]?.tax), 6)
    })

    it("marks tax by the store's own rates, and by how much it differs", async () => {
      store.sandbox.fail(always({ kind: "status", status: 503 }))
      const id = await placeOrder()
      store.sandbox.reset()
      await office.capture(id)
      await books.settled(id)
      const { comparison, order } = await booksFor(id)
      expect(order.fallback).toEqual({
        source: "fallback",
        reason: "unavailable",
      })
      expect(comparison).toMatchObject({ calculated: "4.12", differs: true })
      expect(Number(comparison?.difference)).toBeCloseTo(
        Number(comparison?.charged) - 4.12,
        6
      )
    })

    it("tells of an order that can't be read until it can", async () => {
      const problems = async () =>
        (
          await store.admin<{ health: Health }>("GET", "/admin/kintsugi/health")
        ).health.problems.filter(({ code }) => code === "order_not_read")
      const service =
        store.container.resolve<KintsugiModuleService>(KINTSUGI_MODULE)
      const id = await placeOrder()
      await office.capture(id)
      const [row] = await books.settled(id)
      await books.idle(id)
      const told = row?.told as Record<string, unknown>
      await service.updateKintsugiTransactions({
        id: row!.id,
        told: { lines: null },
        locked: true,
      })
      await books.look(id)

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

      await service.updateKintsugiTransactions({
        id: row!.id,
        told,
        locked: false,
      })
      const { problem: ofOrder } = await booksFor(id)
      expect(ofOrder).toBeTruthy()
      expect(problem?.message).toContain(ofOrder)

      await books.look(id)
      await expect(problems()).resolves.toEqual([])
      await expect(booksFor(id)).resolves.toMatchObject({
        problem: null,
        transactions: [{ state: "delivered" }],
      })
    })

    it("says that an order is not Kintsugi's", async () => {
      const region = `/admin/tax-regions/${store.shop.taxRegions.us}`
      await store.admin("POST", region, { provider_id: "tp_system" })
      const id = await placeOrder()
      await store.admin("POST", region, {
        provider_id: "tp_kintsugi_kintsugi",
      })
      await expect(booksFor(id)).resolves.toMatchObject({
        order: { taxed_by: "other", fallback: null },
      })
    })

    it("finds records by the order's number, state, type and time", async () => {
      const id = await placeOrder()
      await office.capture(id)
      await office.refund(id, 5)
      expect(await books.settled(id)).toMatchObject([
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

    it("counts what waits and what was refused", async () => {
      const before = await ledger()
      store.sandbox.fail({
        kind: "status",
        status: 422,
        endpoint: "POST /v1/transactions",
        times: Infinity,
      })
      const refused = await placeOrder()
      await office.capture(refused)
      await books.settled(refused)
      const waiting = await placeOrder()
      await books.settled(waiting)
      await expect(ledger()).resolves.toEqual({
        ...before,
        waiting: before.waiting + 1,
        refused: before.refused + 1,
      })

      store.sandbox.reset()
      const [row] = await books.rows(refused)
      await store.admin("POST", `/admin/kintsugi/transactions/${row?.id}/retry`)
      await expect(ledger()).resolves.toEqual({
        ...before,
        waiting: before.waiting + 1,
        delivered: before.delivered + 1,
      })
    })

    it("reports when the merchant says so, orders that were held back included", async () => {
      const id = await placeOrder()
      expect(await books.settled(id)).toMatchObject([{ waits_for: "payment" }])

      const shown = await merchant.save({ sync_on: "order_placed" })
      expect(shown.behaviour.sync_on).toEqual({
        value: "order_placed",
        saved: "order_placed",
        configured: "payment_captured",
      })
      await sweep(store.container)
      expect(await books.settled(id)).toMatchObject([{ state: "delivered" }])

      const back = await merchant.save({ sync_on: null })
      expect(back.behaviour.sync_on).toMatchObject({
        value: "payment_captured",
        saved: null,
      })
      const next = await placeOrder()
      expect(await books.settled(next)).toMatchObject([
        { waits_for: "payment" },
      ])
    })
  }
)
