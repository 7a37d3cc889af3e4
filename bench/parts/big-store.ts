import Table from "cli-table3"
import { setTimeout as delay } from "node:timers/promises"
import { startSandbox } from "../../integration-tests/sandbox"
import { withClient } from "../../scripts/postgres/with-client"
import type { BenchContext } from "../bench"
import { REPORTED, TAX_LINES, copyOrder } from "../copy-order"
import { classifyProducts, copyProduct } from "../copy-product"
import { fillRegister } from "../fill-register"
import { paidOrder } from "../paid-order"
import { formatSpread } from "../spread"
import { type BenchStore, withPlugin } from "../stores"
import { timed } from "../timed"

const MINUTE_MS = 60_000

/** Medusa's tables and the plugin's that grow with the orders. */
const GROWING = [
  "order",
  "order_item",
  "order_change",
  "order_transaction",
  "return",
  "payment",
  "capture",
  "refund",
  "product",
  "kintsugi_order_sync",
  "kintsugi_ledger_entry",
  "kintsugi_classification",
  "kintsugi_exemption",
  "customer",
]

/**
 * What a store with many orders, products and exempt customers waits for: a
 * sweep and an evaluation of alerts that find nothing, and the Admin's pages.
 */
export const benchBigStore = async (ground: BenchContext): Promise<void> => {
  const { session, quick, builds } = ground
  const [orders, products, customers] = quick
    ? [20_000, 2_000, 2_000]
    : [1_000_000, 100_000, 100_000]
  const rounds = quick ? 3 : 15
  for (const build of builds) {
    const sandbox = await startSandbox()
    session.onEnd(() => sandbox.close())
    const store = await withPlugin(ground, sandbox, build)
    const orderId = await session.step("Reporting an order", () =>
      reportedOrder(store)
    )
    const copies = await session.step(`Copying it ${orders} times`, () =>
      copyOrder(
        store.database,
        orderId,
        orders,
        new Date(Date.now() - (orders + 60) * MINUTE_MS),
        { with: REPORTED, without: TAX_LINES }
      )
    )
    await session.step(`Copying a product ${products} times`, () =>
      copyProduct(store.database, store.shop.variants.mug.productId, products)
    )
    await session.step(`Exempting ${customers} customers`, () =>
      fillRegister(store.database, sandbox.organizationId, customers)
    )
    const table = new Table({
      head: ["", "first, ms", "ms", "sequential scans"],
      style: { head: [], border: [] },
    })
    const measure = async (name: string, act: () => Promise<number>) => {
      const scans = await scannedTables(store.database)
      const first = await act()
      const times = []
      for (let round = 0; round < rounds; round++) {
        times.push(await act())
      }
      table.push([
        name,
        first.toFixed(0),
        formatSpread(times, 1),
        newlyScanned(scans, await scannedTables(store.database)),
      ])
    }
    const page = (path: string) => () =>
      timed(() => store.admin("GET", `/admin/kintsugi/${path}`))
    await session.step(`Measuring ${build.name}`, async () => {
      // The first one of a process also looks for what came while it was off.
      await store.sweep()
      await measure("A sweep that finds nothing", store.sweep)
      await measure("Tax reporting", page("transactions?limit=20"))
      await measure(
        "… the last page",
        page(`transactions?limit=20&offset=${orders - 20}`)
      )
      await measure("… refused", page("transactions?limit=20&state=refused"))
      await measure(
        "… an order number",
        page(`transactions?limit=20&q=%23${1_000_000 + orders / 2}`)
      )
      await measure(
        "… an order's id",
        page(`transactions?limit=20&q=${copies[Math.floor(orders / 2)]}`)
      )
      await measure(
        "An order's widget",
        page(`orders/${copies[Math.floor(orders / 3)]}`)
      )
      await measure("Tax classification", page("products?limit=20"))
      await measure(
        "… not classified",
        page("products?limit=20&classified=false")
      )
      await measure("Health", page("health"))
      await measure("An evaluation of alerts", store.evaluateAlerts)
      await measure("The register of exemptions", page("exemptions?limit=20"))
      await measure(
        "… without a certificate",
        page("exemptions?limit=20&without_certificate=true")
      )
      await measure("… ended", page("exemptions?limit=20&state=ended"))
      await measure(
        "… a customer's name",
        page(`exemptions?limit=20&q=company%20${customers - 1}`)
      )
    })
    await session.step("Classifying the products", () =>
      classifyProducts(store.database)
    )
    await session.step("Measuring with rules", async () => {
      await measure("Tax classification, 20 rules", page("products?limit=20"))
      await measure(
        "… not classified, 20 rules",
        page("products?limit=20&classified=false")
      )
      await measure(
        "… classified, 20 rules",
        page("products?limit=20&classified=true")
      )
      await measure(
        "… the rules and their products",
        page("classification-rules?limit=20&with_products=true")
      )
    })
    console.log(
      `${build.name}, ${orders} orders, ${products} products and ${customers} exempt customers\n${table.toString()}`
    )
  }
}

const reportedOrder = async (store: BenchStore): Promise<string> => {
  const orderId = await paidOrder(store)
  for (;;) {
    const { transactions } = await store.admin<{
      transactions: { state: string }[]
    }>("GET", `/admin/kintsugi/transactions?order_id=${orderId}`)
    if (transactions[0]?.state === "delivered") {
      return orderId
    }
    await delay(200)
  }
}

/** How many times each table was read from its first row to its last. */
const scannedTables = async (
  database: string
): Promise<Map<string, number>> => {
  return await withClient(database, async (client) => {
    // A process reports its scans once it has been idle for a second.
    await delay(1_500)
    const { rows } = await client.query<{ relname: string; seq_scan: string }>(
      "SELECT relname, seq_scan FROM pg_stat_user_tables WHERE relname = ANY($1)",
      [GROWING]
    )
    return new Map(rows.map((row) => [row.relname, Number(row.seq_scan)]))
  })
}

const newlyScanned = (
  before: Map<string, number>,
  after: Map<string, number>
): string =>
  [...after]
    .filter(([name, count]) => count > (before.get(name) ?? 0))
    .map(([name]) => name)
    .join(", ") || "none"
