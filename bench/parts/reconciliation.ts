import Table from "cli-table3"
import { setTimeout as delay } from "node:timers/promises"
import { startSandbox } from "../../integration-tests/sandbox"
import type { BenchContext } from "../bench"
import { copyOrder } from "../copy-order"
import { forgetShoppers } from "../forget-shoppers"
import { highestHeap } from "../highest-heap"
import { paidOrder } from "../paid-order"
import { type BenchStore, withPlugin } from "../stores"

const FROM = new Date("2026-01-01")
const MINUTE_MS = 60_000
const MIB = 1024 * 1024

/** How often a store is asked how far it is, in ms. */
const POLL_MS = 1_000

type Reconciliation = {
  state: string
  compared: { orders: number; records: number; transactions: number }
  count: number
}

/**
 * How long a comparison of orders, ledger and Kintsugi takes, and how much
 * memory, for an eighth of a history, a quarter, a half, and all of it.
 * ORDERS: how long the history is; COMPARED: how many orders of it, where the
 * store has more than the range.
 */
export const benchReconciliation = async (
  ground: BenchContext
): Promise<void> => {
  const { session, quick, builds } = ground
  const inStore = Number(process.env.ORDERS ?? (quick ? 400 : 20_000))
  const count = Number(process.env.COMPARED ?? inStore)
  for (const build of builds) {
    const sandbox = await startSandbox()
    session.onEnd(() => sandbox.close())
    const store = await withPlugin(ground, sandbox, build)
    await session.step(`Copying an order ${inStore} times`, async () =>
      copyOrder(store.database, await paidOrder(store), inStore, FROM)
    )
    await forgetShoppers(store)
    await session.step("Reporting them", () => backfill(store, count))
    const table = new Table({
      head: ["orders", "s", "orders/s", "requests", "highest heap, MiB"],
      style: { head: [], border: [] },
    })
    for (const part of [8, 4, 2, 1].map((parts) => count / parts)) {
      await session.step(`Comparing ${part} orders`, async () => {
        sandbox.clearRequests()
        const start = performance.now()
        const [heap, reconciliation] = await highestHeap(
          store,
          compare(store, part)
        )
        const seconds = (performance.now() - start) / 1000
        const { compared, state, count: findings } = reconciliation
        if (state !== "done" || findings || compared.transactions !== part) {
          throw new Error(JSON.stringify(reconciliation))
        }
        table.push([
          compared.orders,
          seconds.toFixed(1),
          (compared.orders / seconds).toFixed(0),
          sandbox.requests().length,
          (heap / MIB).toFixed(0),
        ])
      })
    }
    console.log(`${build.name}\n${table.toString()}`)
  }
}

const endOf = (count: number): string =>
  new Date(FROM.getTime() + (count + 0.5) * MINUTE_MS).toISOString()

const backfill = async (store: BenchStore, count: number): Promise<void> => {
  await store.admin("POST", "/admin/kintsugi/backfill", {
    from: FROM.toISOString(),
    to: endOf(count),
  })
  let state = "running"
  while (state === "running") {
    await delay(POLL_MS)
    const { backfill } = await store.admin<{ backfill: { state: string } }>(
      "GET",
      "/admin/kintsugi/backfill"
    )
    state = backfill.state
  }
}

const compare = async (
  store: BenchStore,
  count: number
): Promise<Reconciliation> => {
  const path = "/admin/kintsugi/reconciliation"
  const range = { from: FROM.toISOString(), to: endOf(count) }
  let { reconciliation } = await store.admin<{
    reconciliation: Reconciliation
  }>("POST", path, range)
  while (reconciliation.state === "running") {
    await delay(POLL_MS)
    ;({ reconciliation } = await store.admin<{
      reconciliation: Reconciliation
    }>("GET", path))
  }
  return reconciliation
}
