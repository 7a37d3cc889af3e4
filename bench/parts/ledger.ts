import { setTimeout as delay } from "node:timers/promises"
import { startSandbox } from "../../integration-tests/sandbox"
import type { Ground } from "../bench"
import { paidOrder } from "../paid-order"
import { shown } from "../spread"
import { type BenchStore, withPlugin } from "../stores"

const UPSTREAM_MS = 50

/** For what a store does after a payment was captured, in ms. */
const REST_MS = 1_000

/** A checkout and its capture with the ledger, against one without. */
export const benchLedger = async (ground: Ground): Promise<void> => {
  const { session, quick } = ground
  const sandbox = await startSandbox({ latencyMs: UPSTREAM_MS })
  session.onEnd(() => sandbox.close())
  const stores = [
    await withPlugin(ground, sandbox, "with the ledger"),
    await withPlugin(ground, sandbox, "without it", {
      sync: { enabled: false },
    }),
  ]
  const measure = async (store: BenchStore): Promise<number> => {
    await delay(REST_MS)
    const start = performance.now()
    await paidOrder(store)
    return performance.now() - start
  }
  const round = async (number: number) => {
    const ms = [0, 0]
    for (const which of number % 2 ? [1, 0] : [0, 1]) {
      ms[which] = await measure(stores[which]!)
    }
    return ms
  }
  await session.step("Warming up", async () => {
    for (let number = 0; number < (quick ? 2 : 15); number++) {
      await round(number)
    }
  })
  const rounds = await session.step("Checking out and capturing", async () => {
    const measured = []
    for (let number = 0; number < (quick ? 4 : 60); number++) {
      measured.push(await round(number))
    }
    return measured
  })
  const column = (which: number) => rounds.map((ms) => ms[which]!)
  console.log(
    `With the ledger ${shown(column(0), 0)} ms, without ${shown(column(1), 0)} ms, ratio ${shown(
      rounds.map(([on = 0, off = 1]) => on / off),
      3
    )}; ${UPSTREAM_MS} ms upstream`
  )
}
