import Table from "cli-table3"
import type { Client } from "@medusajs/framework/pg"
import { setTimeout as delay } from "node:timers/promises"
import { startSandbox } from "../../integration-tests/sandbox"
import { withClient } from "../../scripts/postgres/with-client"
import type { BenchContext } from "../bench"
import { IN_REPORT, REPORTED, copyOrder } from "../copy-order"
import { paidOrder } from "../paid-order"
import { formatSpread } from "../spread"
import { type BenchStore, withPlugin } from "../stores"

/** So that the copies are spread over a year. */
const YEAR_MINUTES = 365 * 24 * 60

const MIB = 1024 * 1024

/** After how many pieces of a download the store's memory is measured. */
const MEASURE_EVERY = 50

/**
 * What the tax report of a store with many orders takes: its pages, its CSVs and
 * the memory for them, and how fast it reads orders that it does not have yet.
 */
export const benchReport = async (ground: BenchContext): Promise<void> => {
  const { session, quick, builds } = ground
  const orders = quick ? 5_000 : 100_000
  const rounds = quick ? 3 : 15
  for (const build of builds) {
    const sandbox = await startSandbox()
    session.onEnd(() => sandbox.close())
    const store = await withPlugin(ground, sandbox, build)
    const orderId = await session.step("Reporting an order", () =>
      orderInReport(store)
    )
    await session.step(`Copying it ${orders} times`, async () => {
      await copyOrder(
        store.database,
        orderId,
        orders,
        new Date(Date.now() - (orders + 60) * 60_000),
        { with: [...REPORTED, ...IN_REPORT] }
      )
      await withClient(store.database, spreadOut)
    })
    const table = new Table({
      head: ["", "first, ms", "ms"],
      style: { head: [], border: [] },
    })
    const measure = async (name: string, query: string) => {
      const times: number[] = []
      for (let round = 0; round <= rounds; round++) {
        const start = performance.now()
        await store.admin("GET", `/admin/kintsugi/report?${query}`)
        times.push(performance.now() - start)
      }
      const [first = 0, ...later] = times
      table.push([name, first.toFixed(0), formatSpread(later, 1)])
    }
    const days = yearUntilToday()
    await session.step(`Measuring ${build.name}`, async () => {
      await measure("Tax report, a year", days)
      await measure("… one state", `${days}&country=US&state=S07`)
      await measure("… a month", `from=${monthAgo()}`)
      await measure("… orders behind it", `${days}&view=entries`)
    })
    console.log(`${build.name}, ${orders} orders\n${table.toString()}`)
    for (const view of ["summary", "jurisdictions", "lines"]) {
      await session.step(`The CSV of the ${view}`, () =>
        measureCsv(store, view, days)
      )
    }
    await session.step("Reading orders again for a minute", () =>
      measureReading(store)
    )
  }
}

const dayOf = (at: Date): string => at.toISOString().slice(0, 10)

const yearUntilToday = (): string =>
  `from=${dayOf(new Date(Date.now() - YEAR_MINUTES * 60_000))}&to=${dayOf(new Date())}`

const monthAgo = (): string =>
  dayOf(new Date(Date.now() - 30 * 24 * 60 * 60_000))

const orderInReport = async (store: BenchStore): Promise<string> => {
  const orderId = await paidOrder(store)
  for (;;) {
    await store.refreshReport()
    const { entries } = await store.admin<{
      entries: { calculated_tax: string | null }[]
    }>("GET", "/admin/kintsugi/report?view=entries")
    if (entries.some(({ calculated_tax }) => calculated_tax !== null)) {
      return orderId
    }
    await delay(200)
  }
}

/** As if the orders were of a whole year, of 50 states and 1,000 cities. */
const spreadOut = async (client: Client): Promise<void> => {
  await client.query(
    `UPDATE kintsugi_report_entry SET
       occurred_at = now() - (n % $1) * interval '1 minute',
       state = 'S' || lpad((n % 50)::text, 2, '0'),
       city = 'City ' || n % 1000
     FROM (SELECT id AS numbered, row_number() OVER (ORDER BY id) * 5 AS n
           FROM kintsugi_report_entry) AS numbers
     WHERE id = numbered`,
    [YEAR_MINUTES]
  )
  await client.query("VACUUM (ANALYZE) kintsugi_report_entry")
}

const measureCsv = async (
  store: BenchStore,
  view: string,
  days: string
): Promise<void> => {
  const before = await store.memory()
  const heaps: number[] = []
  let next = 0
  let pieces = 0
  const start = performance.now()
  const total = await store.download(
    `/admin/kintsugi/report?format=csv&view=${view}&${days}`,
    async () => {
      pieces++
      if (pieces >= next) {
        next = pieces + MEASURE_EVERY
        heaps.push((await store.memory()).heapUsed)
      }
    }
  )
  const seconds = ((performance.now() - start) / 1_000).toFixed(1)
  const mib = (size: number) => (size / MIB).toFixed(1)
  console.log(
    `${view}: ${mib(total)} MiB in ${seconds} s; heap ${mib(before.heapUsed)} MiB before, ${mib(Math.max(...heaps))} MiB at most`
  )
}

const measureReading = async (store: BenchStore): Promise<void> => {
  await withClient(store.database, async (client) => {
    for (const table of ["entry", "rows", "order", "fill"]) {
      await client.query(`DELETE FROM kintsugi_report_${table}`)
    }
  })
  const start = performance.now()
  await store.refreshReport()
  const seconds = (performance.now() - start) / 1_000
  const { report } = await store.admin<{
    report: { progress: { read: number } | null; totals: { orders: number } }
  }>("GET", `/admin/kintsugi/report?${yearUntilToday()}`)
  const read = report.progress?.read ?? report.totals.orders
  console.log(
    `Read ${read} orders in ${seconds.toFixed(1)} s: ${(read / seconds).toFixed(0)} a second`
  )
}
