import type { Knex } from "@medusajs/framework/mikro-orm/knex"
import { ContainerRegistrationKeys } from "@medusajs/framework/utils"
import type { TaxReport } from "../../src/workflows/report"
import { refreshReport, refreshReportInTurn } from "../../src/workflows/report"
import { orderDriverOf } from "./order-driver"
import { kintsugiServiceOf } from "./settings"
import { ADDRESSES } from "./shopper"
import { describeStore } from "./store"

type Entry = {
  order_id: string
  display_id: string | null
  type: string
  total: string
  tax: string
}

/** Parses a CSV whose cells have no line breaks. */
const parseCsv = (text: string): Record<string, string>[] => {
  const [header = [], ...rows] = text
    .trimEnd()
    .split("\r\n")
    .map((line) =>
      [...line.matchAll(/(?:^|,)(?:"((?:[^"]|"")*)"|([^,]*))/g)].map(
        ([, quoted, plain]) => quoted?.replaceAll('""', '"') ?? plain ?? ""
      )
    )
  return rows.map((cells) =>
    Object.fromEntries(header.map((name, index) => [name, cells[index] ?? ""]))
  )
}

const cents = (amount: string | number) => Math.round(Number(amount) * 100)

const sumOf = <Row>(rows: Row[], amountOf: (row: Row) => string): number =>
  rows.reduce((sum, row) => sum + cents(amountOf(row)), 0)

describeStore(
  "tax report",
  { options: { sync: { otherProviders: false, timeZone: "America/Chicago" } } },
  (store) => {
    const { place, placeAndCapture, office, ledger, kept, itemOf } =
      orderDriverOf(store)
    const knex = () =>
      store.container.resolve<Knex>(ContainerRegistrationKeys.PG_CONNECTION)

    const refresh = () => refreshReport(store.container)
    const read = async (query = "") =>
      (
        await store.admin<{ report: TaxReport }>(
          "GET",
          `/admin/kintsugi/report?${query}`
        )
      ).report
    const entriesOf = (query = "") =>
      store.admin<{ entries: Entry[]; next: string | null }>(
        "GET",
        `/admin/kintsugi/report?view=entries&${query}`
      )
    const csv = async (query: string) => {
      const answer = await store.api.get<string>(
        `/admin/kintsugi/report?format=csv&${query}`,
        { headers: store.adminHeaders() }
      )
      return { ...answer, rows: parseCsv(answer.data) }
    }

    const orders: Record<string, string> = {}

    beforeAll(async () => {
      orders.austin = await placeAndCapture({ articles: { mug: 3, coat: 1 } })
      await office.refund(orders.austin, 12.34)
      await ledger.waitUntilSynced(orders.austin)
      orders.newYork = await placeAndCapture({
        articles: { mug: 1, coat: 1 },
        address: ADDRESSES.newYork,
      })
      await office.fulfill(orders.newYork)
      await office.returnItems(orders.newYork, [
        {
          id: itemOf(await office.read(orders.newYork), "Wool Coat"),
          quantity: 1,
        },
      ])
      await office.refund(orders.newYork, 20)
      await ledger.waitUntilSynced(orders.newYork)
      orders.portland = await placeAndCapture({ address: ADDRESSES.portland })
      orders.canceled = await placeAndCapture({
        address: ADDRESSES.losAngeles,
      })
      await office.cancel(orders.canceled)
      await ledger.waitUntilSynced(orders.canceled)
      orders.unpaid = await place({ address: ADDRESSES.denver })
      await ledger.waitUntilSynced(orders.unpaid)
      // Another provider's orders are in no ledger of this store.
      const region = `/admin/tax-regions/${store.shop.taxRegions.ca}`
      await store.admin("POST", region, { provider_id: "tp_system" })
      orders.toronto = await place({ region: "ca", address: ADDRESSES.toronto })
      await office.capture(orders.toronto)
      await office.refund(orders.toronto, 3)
      await store.admin("POST", region, {
        provider_id: "tp_kintsugi_kintsugi",
      })
      await ledger.waitUntilIdle(orders.toronto)
      await refresh()
    })

    it("adds up: the lines are the summary, the summary is the ledger, the ledger is the money kept", async () => {
      const report = await read("currency_code=usd")
      expect(report.progress).toBeNull()
      expect(report.changed).toBe(0)
      const inDollars = ["austin", "newYork", "portland", "canceled"]
      let money = 0
      let reported = 0
      for (const name of inDollars) {
        money += cents(await kept(orders[name]!))
        const rows = await ledger.entries(orders[name]!)
        for (const row of rows) {
          const isCancelled =
            (row.delivered_content as { status?: string } | null)?.status ===
            "CANCELLED"
          if (row.state !== "skipped" && !isCancelled) {
            reported +=
              (row.type === "sale" ? 1 : -1) * (cents(row.net) + cents(row.tax))
          }
        }
      }
      expect(money).toBeGreaterThan(0)
      expect(reported).toBe(money)
      expect(cents(report.totals.total)).toBe(money)

      const { rows: lines } = await csv("view=lines&currency_code=usd")
      expect(sumOf(lines, ({ line_gross }) => line_gross!)).toBe(
        cents(report.totals.gross)
      )
      expect(sumOf(lines, ({ line_exempt }) => line_exempt!)).toBe(
        cents(report.totals.exempt)
      )
      expect(sumOf(lines, ({ line_taxable }) => line_taxable!)).toBe(
        cents(report.totals.taxable)
      )
      expect(sumOf(lines, ({ tax }) => tax!)).toBe(cents(report.totals.tax))
      for (const { gross, exempt, taxable } of lines) {
        expect(cents(exempt!) + cents(taxable!)).toBe(cents(gross!))
      }

      const { rows: summary } = await csv("currency_code=usd")
      expect(sumOf(summary, ({ total }) => total!)).toBe(money)
      const { rows: entries } = {
        rows: (await entriesOf("currency_code=usd&limit=200")).entries,
      }
      expect(sumOf(entries, ({ total }) => total)).toBe(money)
    })

    it("adds up at each level, over months and by reason", async () => {
      const amounts = [
        "gross",
        "exempt",
        "taxable",
        "tax_collected",
        "tax_refunded",
        "tax",
        "total",
      ] as const
      const expectToAddUp = (report: TaxReport) => {
        for (const amount of amounts) {
          for (const parts of [
            report.places.map((part) => part[amount]),
            report.months.map((part) => part[amount]),
          ]) {
            expect([amount, sumOf(parts, (part) => part)]).toEqual([
              amount,
              cents(report.totals[amount]),
            ])
          }
        }
        for (const figures of [report.totals, ...report.places]) {
          expect(
            sumOf(Object.values(figures.exempt_reasons), (part) => part)
          ).toBe(cents(figures.exempt))
          expect(cents(figures.exempt) + cents(figures.taxable)).toBe(
            cents(figures.gross)
          )
        }
      }
      const all = await read("currency_code=usd")
      expectToAddUp(all)
      expect(all.level).toBe("state")
      expect(all.places.map(({ state }) => state).sort()).toEqual([
        "CA",
        "NY",
        "OR",
        "TX",
      ])
      const texas = await read("currency_code=usd&country=US&state=TX")
      expectToAddUp(texas)
      // Texas names no county, so its cities come at once.
      expect(texas.level).toBe("city")
      expect(texas.places).toMatchObject([{ city: "Austin City", county: "" }])
      expect(
        texas.jurisdictions
          .map(({ name, level, rate }) => [name, level, rate])
          .toSorted()
      ).toEqual([
        ["Austin City Sales Tax", "city", "0.01"],
        ["Austin MTA Transit Sales Tax", "district", "0.01"],
        ["Texas State Sales Tax", "state", "0.0625"],
      ])
      expect(sumOf(texas.jurisdictions, ({ tax }) => tax)).toBe(
        cents(texas.totals.tax)
      )
      const city = await read(
        "currency_code=usd&country=US&state=TX&county=&city=Austin%20City"
      )
      expect(city.totals).toEqual(texas.totals)
      expect(city.places).toEqual([])
    })

    it("says what is exempt for which reason, and what Kintsugi calculates", async () => {
      const { places, totals } = await read("currency_code=usd")
      const oregon = places.find(({ state }) => state === "OR")!
      expect(Object.keys(oregon.exempt_reasons)).toEqual(["no_tax"])
      expect(oregon.taxable).toBe("0.00")
      const texas = places.find(({ state }) => state === "TX")!
      expect(texas.calculated_tax).toBe(texas.tax_collected)
      expect(texas.difference).toBe("0.00")
      expect(cents(texas.tax_refunded)).toBeGreaterThan(0)
      // A cancelled sale is none for Kintsugi.
      const california = places.find(({ state }) => state === "CA")!
      expect(california).toMatchObject({
        gross: "0.00",
        tax: "0.00",
        calculated_tax: "0.00",
      })
      expect(cents(california.tax_collected)).toBe(
        cents(california.tax_refunded)
      )
      expect(cents(totals.tax_collected)).toBeGreaterThan(0)
    })

    it("has orders of other providers and countries, which are not reported", async () => {
      expect(await ledger.entries(orders.toronto!)).toEqual([])
      const report = await read("currency_code=cad")
      expect(report.places).toMatchObject([{ country: "CA", state: "ON" }])
      expect(cents(report.totals.total)).toBe(
        cents(await kept(orders.toronto!))
      )
      expect(report.totals.tax_other).toBe(report.totals.tax)
      expect(report.currencies).toEqual(["cad", "usd"])
    })

    it("does not count what waits for its payment, and says so", async () => {
      const report = await read("currency_code=usd")
      expect(report.waiting.orders).toBe(1)
      expect(report.places.some(({ state }) => state === "CO")).toBe(false)
      const { entries } = await entriesOf("currency_code=usd&waiting=true")
      expect(entries).toMatchObject([{ order_id: orders.unpaid }])
      await office.capture(orders.unpaid!)
      await ledger.waitUntilSynced(orders.unpaid!)
      await refresh()
      const paid = await read("currency_code=usd")
      expect(paid.waiting.orders).toBe(0)
      expect(cents(paid.totals.total) - cents(report.totals.total)).toBe(
        cents(await kept(orders.unpaid!))
      )
    })

    it("follows a refund", async () => {
      const before = await read("currency_code=usd")
      await office.refund(orders.austin!, 5)
      await ledger.waitUntilSynced(orders.austin!)
      await refresh()
      const after = await read("currency_code=usd")
      expect(cents(before.totals.total) - cents(after.totals.total)).toBe(500)
    })

    it("lists the orders behind a figure page by page", async () => {
      const seen: Entry[] = []
      let after = ""
      for (;;) {
        const page = await entriesOf(`currency_code=usd&limit=2${after}`)
        seen.push(...page.entries)
        if (!page.next) {
          break
        }
        expect(page.entries).toHaveLength(2)
        after = `&after=${page.next}`
      }
      const all = await entriesOf("currency_code=usd&limit=200")
      expect(seen).toEqual(all.entries)
      const austin = await entriesOf(
        `currency_code=usd&jurisdiction=${encodeURIComponent("Austin City Sales Tax")}`
      )
      expect(new Set(austin.entries.map(({ order_id }) => order_id))).toEqual(
        new Set([orders.austin])
      )
      expect(austin.entries.map(({ type }) => type)).toEqual([
        "credit_note",
        "sale",
      ])
    })

    it("takes days in the time zone of the shop", async () => {
      // An evening on the last of May in Chicago is June in UTC.
      await knex().raw(
        `update "order" set created_at = '2026-06-01T03:00:00Z' where id = ?`,
        [orders.portland!]
      )
      await knex().raw(
        "update kintsugi_report_order set changed_at = clock_timestamp() where id = ?",
        [orders.portland!]
      )
      await refresh()
      const may = await read("currency_code=usd&from=2026-05-31&to=2026-05-31")
      expect(may.time_zone).toBe("America/Chicago")
      expect(
        may.months.map(({ month, orders: sold }) => [month, sold])
      ).toEqual([["2026-05", 1]])
      const june = await read("currency_code=usd&from=2026-06-01&to=2026-06-30")
      expect(june.totals.orders).toBe(0)
      const { rows } = await csv(
        "view=lines&currency_code=usd&from=2026-05-01&to=2026-05-31"
      )
      expect(new Set(rows.map(({ date }) => date))).toEqual(
        new Set(["2026-05-31"])
      )
    })

    it("writes CSV that no spreadsheet runs, as format or Accept say", async () => {
      const answer = await store.api.get<string>(
        "/admin/kintsugi/report?view=jurisdictions&currency_code=usd",
        { headers: { ...store.adminHeaders(), accept: "text/csv" } }
      )
      expect(answer.headers["content-type"]).toBe("text/csv; charset=utf-8")
      expect(answer.headers["content-disposition"]).toMatch(
        /^attachment; filename="tax-report-jurisdictions-\d{4}-01-01-\d{4}-\d\d-\d\d-usd\.csv"$/
      )
      const rows = parseCsv(answer.data)
      const report = await read("currency_code=usd")
      expect(sumOf(rows, ({ tax }) => tax!)).toBe(cents(report.totals.tax))

      await knex().raw(
        "update order_line_item set product_title = '=1+1' where id in (select item_id from order_item where order_id = ?)",
        [orders.toronto!]
      )
      await knex().raw(
        "update kintsugi_report_order set changed_at = clock_timestamp() where id = ?",
        [orders.toronto!]
      )
      await refresh()
      const { rows: lines } = await csv("view=lines&currency_code=cad")
      expect(lines.map(({ title }) => title)).toContain("'=1+1")
    })

    it("reads all orders once, and goes on where it stopped", async () => {
      for (const table of ["entry", "rows", "order", "fill"]) {
        await knex().raw(`delete from kintsugi_report_${table}`)
      }
      const empty = await read("currency_code=usd")
      expect(empty.totals.orders).toBe(0)
      expect(empty.progress).toEqual({ read: 0, orders: 0 })
      // It starts nothing after its time, and the next run continues.
      await refreshReport(store.container, 0)
      expect((await read()).progress).toEqual({ read: 0, orders: 6 })
      await refresh()
      const filled = await read("currency_code=usd")
      expect(filled.progress).toBeNull()
      expect(filled.totals.orders).toBe(4)
    })

    it("waits for a backfill that is under way, and not for one whose process died", async () => {
      const service = kintsugiServiceOf(store)
      const inTurn = async () => {
        await knex().raw(
          "delete from kintsugi_timestamp where id = 'report-refresh'"
        )
        await refreshReportInTurn(store.container)
        return (await read()).progress
      }
      for (const table of ["entry", "rows", "order", "fill"]) {
        await knex().raw(`delete from kintsugi_report_${table}`)
      }
      const backfill = await service.createKintsugiBackfills({
        from: new Date(0),
        to: new Date(),
        lease_until: new Date(Date.now() + 60_000),
      })
      const unread = { read: 0, orders: 0 }
      expect(await inTurn()).toEqual(unread)
      await service.updateKintsugiBackfills({
        id: backfill.id,
        lease_until: new Date(Date.now() - 1_000),
      })
      expect(await inTurn()).toBeNull()
    })

    it("keeps what was read later, if two instances read an order at once", async () => {
      const { report } = kintsugiServiceOf(store)
      const { readAt } = await report.startReading([orders.austin!])
      await knex().raw(
        "update kintsugi_report_order set changed_at = clock_timestamp() where id = ?",
        [orders.austin!]
      )
      await refresh()
      const later = await read("currency_code=usd")
      await report.storeRead(readAt, [
        { orderId: orders.austin!, hash: "earlier", entries: [] },
      ])
      expect(await read("currency_code=usd")).toEqual(later)
    })

    it.each([
      ["from=2026-02-30", /'from' must be a day/],
      ["from=2026-03-01&to=2026-02-01", /would end .* before it begins/],
      ["currency_code=dollars", /three letters/],
      ["view=entries&after=nonsense", /'after' must be the 'next'/],
      ["view=lines", /exists as CSV only/],
      ["view=everything", /view/],
    ])("refuses %s and says why", async (query, message) => {
      await expect(read(query)).rejects.toMatchObject({
        response: { status: 400, data: { message } },
      })
    })
  }
)
