import { setTimeout as delay } from "node:timers/promises"
import { startSandbox } from "../../integration-tests/sandbox"
import type { BenchContext } from "../bench"
import { paidOrder } from "../paid-order"
import { comparison, ratios, formatSpread } from "../spread"
import { type BenchStore, withPlugin } from "../stores"

const UPSTREAM_MS = 50

/** Time for the store's work after a payment was captured, in ms. */
const REST_MS = 1_000

/** A checkout and its capture, with the ledger and without it. */
export const benchLedger = async (ground: BenchContext): Promise<void> => {
  const { session, quick, builds } = ground
  const sandbox = await startSandbox({ latencyMs: UPSTREAM_MS })
  session.onEnd(() => sandbox.close())
  const stores: BenchStore[] = []
  for (const build of builds) {
    stores.push(
      await withPlugin(ground, sandbox, build),
      await withPlugin(
        ground,
        sandbox,
        { ...build, name: `${build.name}, without the ledger` },
        { sync: { enabled: false } }
      )
    )
  }
  const measure = async (store: BenchStore): Promise<number> => {
    await delay(REST_MS)
    const start = performance.now()
    await paidOrder(store)
    return performance.now() - start
  }
  const round = async (number: number) => {
    const ms: number[] = []
    // Each store is first equally often.
    for (let turn = 0; turn < stores.length; turn++) {
      const which = (number + turn) % stores.length
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
    const measured: number[][] = []
    for (let number = 0; number < (quick ? 4 : 60); number++) {
      measured.push(await round(number))
    }
    return measured
  })
  const column = (which: number) => rounds.map((ms) => ms[which]!)
  for (const [index, { name }] of builds.entries()) {
    const withLedger = column(2 * index)
    const without = column(2 * index + 1)
    console.log(
      `${name}: with the ledger ${formatSpread(withLedger, 0)} ms, without ${formatSpread(without, 0)} ms, ratio ${formatSpread(
        ratios(withLedger, without),
        3
      )}; ${UPSTREAM_MS} ms upstream`
    )
  }
  const [ours, other] = builds
  if (ours && other) {
    console.log(
      `With the ledger: ${comparison(ours.name, column(0), other.name, column(2))}`
    )
  }
}
