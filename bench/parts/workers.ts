import Table from "cli-table3"
import { startSandbox } from "../../integration-tests/sandbox"
import type { BenchContext } from "../bench"
import { copyOrder } from "../copy-order"
import { paidOrder } from "../paid-order"
import { spreadOf } from "../spread"
import { withPlugin } from "../stores"
import { type Deliveries, deliver, waitForSweep } from "./delivery"

const UPSTREAM_MS = 50

const PROCESSES = 3

/** Orders per second that several processes of a store deliver together. */
export const benchWorkers = async (ground: BenchContext): Promise<void> => {
  const { session, quick, builds } = ground
  const [rounds, perRound] = quick ? [1, 100] : [3, 600]
  const sandbox = await startSandbox({ latencyMs: UPSTREAM_MS })
  session.onEnd(() => sandbox.close())
  const store = await withPlugin(ground, sandbox, builds[0]!)
  const orderIds = await session.step("Copying an order", async () => {
    await waitForSweep(store.database)
    return copyOrder(
      store.database,
      await paidOrder(store),
      PROCESSES * rounds * perRound,
      new Date("2026-01-01")
    )
  })
  const table = new Table({
    head: ["processes", "orders a second", "ratio to one"],
    style: { head: [], border: [] },
  })
  let alone: number | undefined
  for (let processes = 1; processes <= PROCESSES; processes++) {
    if (processes > 1) {
      await session.step("Starting a worker", store.startWorker)
    }
    const deliveries: Deliveries = { store, sandbox, orderIds, msPerOrder: [] }
    await session.step(`Delivering with ${processes} of them`, async () => {
      for (let round = 0; round < rounds; round++) {
        await deliver(deliveries, perRound)
      }
    })
    const rate = 1000 / spreadOf(deliveries.msPerOrder).median
    alone ??= rate
    table.push([processes, rate.toFixed(1), (rate / alone).toFixed(2)])
  }
  const [problem] = sandbox.audit()
  console.log(
    `At ${UPSTREAM_MS} ms upstream; ${problem ?? "each exactly once"}\n${table.toString()}`
  )
}
