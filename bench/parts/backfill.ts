import Table from "cli-table3"
import { setTimeout as delay } from "node:timers/promises"
import { startSandbox } from "../../integration-tests/sandbox"
import type { Ground } from "../bench"
import { copyOrder } from "../copy-order"
import { paidOrder } from "../paid-order"
import { withPlugin } from "../stores"

const FROM = new Date("2026-01-01")
const MIB = 1024 * 1024

type Backfill = { state: string; done: number; total: number; failed: number }

/** A store's history: how fast it is told, and in how much memory. */
export const benchBackfill = async (ground: Ground): Promise<void> => {
  const { session, quick } = ground
  const sandbox = await startSandbox()
  session.onEnd(() => sandbox.close())
  const store = await withPlugin(ground, sandbox, "with the plugin")
  const count = quick ? 200 : 10_000
  await session.step(`Copying an order ${count} times`, async () =>
    copyOrder(store.database, await paidOrder(store), count, FROM)
  )
  const table = new Table({
    head: ["orders", "s", "orders/s", "heap, MiB", "rss, MiB"],
    style: { head: [], border: [] },
  })
  const start = performance.now()
  let last = { done: 0, at: start }
  const note = async (done: number) => {
    const { heapUsed, rss } = await store.memory()
    const now = performance.now()
    table.push([
      done,
      ((now - start) / 1000).toFixed(0),
      done ? ((1000 * (done - last.done)) / (now - last.at)).toFixed(1) : "",
      (heapUsed / MIB).toFixed(0),
      (rss / MIB).toFixed(0),
    ])
    last = { done, at: performance.now() }
  }
  await note(0)
  const end = await session.step(`Backfilling ${count} orders`, async () => {
    await store.admin("POST", "/admin/kintsugi/backfill", {
      from: FROM.toISOString(),
      to: new Date(FROM.getTime() + (count + 1) * 60_000).toISOString(),
    })
    for (;;) {
      await delay(250)
      const { backfill } = await store.admin<{ backfill: Backfill }>(
        "GET",
        "/admin/kintsugi/backfill"
      )
      if (backfill.done >= last.done + count / 10) {
        await note(backfill.done)
      }
      if (backfill.state !== "running") {
        return backfill
      }
    }
  })
  const seconds = (performance.now() - start) / 1000
  const told = sandbox.transactions().length - 1
  console.log(table.toString())
  console.log(
    `${end.done} orders in ${seconds.toFixed(0)} s, ${(end.done / seconds).toFixed(1)} a second; ${told} sales at Kintsugi, ${end.failed} failed, ${sandbox.audit().length} problems in its books`
  )
  if (told !== count) {
    throw new Error(`Kintsugi has ${told} of ${count} sales:\n${store.said()}`)
  }
}
