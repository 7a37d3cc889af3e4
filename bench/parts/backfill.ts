import Table from "cli-table3"
import { setTimeout as delay } from "node:timers/promises"
import { type Sandbox, startSandbox } from "../../integration-tests/sandbox"
import type { BenchContext } from "../bench"
import type { Build } from "../builds"
import { copyOrder } from "../copy-order"
import { forgetShoppers } from "../forget-shoppers"
import { paidOrder } from "../paid-order"
import { comparison } from "../spread"
import { type BenchStore, withPlugin } from "../stores"

const FROM = new Date("2026-01-01")
const MINUTE_MS = 60_000
const MIB = 1024 * 1024

type Backfill = { state: string; done: number; total: number; failed: number }

type Contender = {
  name: string
  store: BenchStore
  sandbox: Sandbox
  table: InstanceType<typeof Table>
  done: number
  failed: number
  /** ms of each run. */
  ms: number[]
}

/** How fast a store's history is sent, and how much memory that takes. */
export const benchBackfill = async (ground: BenchContext): Promise<void> => {
  const { session, quick, builds } = ground
  const count = Number(process.env.ORDERS ?? (quick ? 200 : 10_000))
  // One build does a single full run; two alternate with a quarter each.
  const runs = builds.length > 1 ? 4 : 1
  const contenders: Contender[] = []
  for (const build of builds) {
    contenders.push(await openContender(ground, build, count))
  }
  for (let run = 0; run < runs; run++) {
    const inTurn = run % 2 ? contenders.toReversed() : contenders
    for (const contender of inTurn) {
      await session.step(
        `Backfilling ${count / runs} orders with ${contender.name}`,
        () => backfill(contender, (run * count) / runs, count / runs)
      )
    }
  }
  for (const { name, table, sandbox, store, done, failed, ms } of contenders) {
    const seconds = ms.reduce((sum, one) => sum + one, 0) / 1000
    const sent = sandbox.transactions().length - 1
    console.log(
      `${name}\n${table.toString()}\n${done} orders in ${seconds.toFixed(0)} s, ${(done / seconds).toFixed(1)} a second; ${sent} sales at Kintsugi, ${failed} failed, ${sandbox.audit().length} problems in its ledger`
    )
    if (sent !== count) {
      throw new Error(
        `Kintsugi has ${sent} of ${count} sales:\n${store.said()}`
      )
    }
  }
  const [ours, other] = contenders
  if (ours && other) {
    console.log(`Time: ${comparison(ours.name, ours.ms, other.name, other.ms)}`)
  }
}

const openContender = async (
  ground: BenchContext,
  build: Build,
  count: number
): Promise<Contender> => {
  const { session } = ground
  const sandbox = await startSandbox()
  session.onEnd(() => sandbox.close())
  const store = await withPlugin(ground, sandbox, build)
  await session.step(`Copying an order ${count} times`, async () =>
    copyOrder(store.database, await paidOrder(store), count, FROM)
  )
  await forgetShoppers(store)
  const table = new Table({
    head: ["orders", "s", "orders/s", "heap, MiB", "rss, MiB"],
    style: { head: [], border: [] },
  })
  return { name: build.name, store, sandbox, table, done: 0, failed: 0, ms: [] }
}

/** @param after - how many of the store's oldest orders to skip */
const backfill = async (
  contender: Contender,
  after: number,
  count: number
): Promise<void> => {
  const { store, table } = contender
  const start = performance.now()
  let last = { done: 0, at: start }
  const addRow = async (done: number) => {
    const { heapUsed, rss } = await store.memory()
    const now = performance.now()
    table.push([
      after + done,
      ((now - start) / 1000).toFixed(0),
      done ? ((1000 * (done - last.done)) / (now - last.at)).toFixed(1) : "",
      (heapUsed / MIB).toFixed(0),
      (rss / MIB).toFixed(0),
    ])
    last = { done, at: performance.now() }
  }
  await addRow(0)
  await store.admin("POST", "/admin/kintsugi/backfill", {
    from: new Date(FROM.getTime() + (after + 0.5) * MINUTE_MS).toISOString(),
    to: new Date(
      FROM.getTime() + (after + count + 0.5) * MINUTE_MS
    ).toISOString(),
  })
  for (;;) {
    await delay(250)
    const { backfill } = await store.admin<{ backfill: Backfill }>(
      "GET",
      "/admin/kintsugi/backfill"
    )
    if (backfill.done >= last.done + count / 10) {
      await addRow(backfill.done)
    }
    if (backfill.state !== "running") {
      contender.done += backfill.done
      contender.failed += backfill.failed
      contender.ms.push(performance.now() - start)
      return
    }
  }
}
