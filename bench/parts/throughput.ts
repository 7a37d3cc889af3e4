import Table from "cli-table3"
import { startSandboxProcess } from "../sandbox-process"
import type { BenchContext } from "../bench"
import { formatSpread, ratios } from "../spread"
import { type BenchStore, withPlugin, withoutPlugin } from "../stores"
import { wholeCheckout } from "../whole-checkout"

/** How many shoppers buy at the same time. */
const SHOPPERS = [16, 64]

/** How many checkouts are measured of each, whatever the number of shoppers. */
const CHECKOUTS = 128

/**
 * Whole checkouts per second where many shoppers buy at the same time, with
 * Medusa's own tax provider and with each build of the plugin. The sandbox
 * answers at once, in a process of its own.
 */
export const benchThroughput = async (ground: BenchContext): Promise<void> => {
  const { session, quick, builds } = ground
  const sandbox = await startSandboxProcess(session)
  const contenders: { name: string; store: BenchStore }[] = [
    {
      name: "system",
      store: await withoutPlugin(ground, sandbox, "with Medusa's own provider"),
    },
  ]
  for (const build of builds) {
    contenders.push({
      name: build.name,
      store: await withPlugin(ground, sandbox, build),
    })
  }
  const table = new Table({
    head: ["shoppers", "taxed by", "checkouts a second", "ratio to system"],
    style: { head: [], border: [] },
  })
  await session.step("Warming up", async () => {
    for (const { store } of contenders) {
      // Medusa refuses carts that create the same customer at the same time.
      await wholeCheckout(store)
      await checkOutTogether(store, 16)
    }
  })
  for (const shoppers of SHOPPERS) {
    const rates = new Map(contenders.map(({ name }) => [name, [] as number[]]))
    await session.step(`${shoppers} shoppers at a time`, async () => {
      for (let round = 0; round < (quick ? 1 : CHECKOUTS / shoppers); round++) {
        for (let turn = 0; turn < contenders.length; turn++) {
          const { name, store } =
            contenders[(round + turn) % contenders.length]!
          rates.get(name)!.push(await checkOutTogether(store, shoppers))
        }
      }
    })
    for (const { name } of contenders) {
      const ours = rates.get(name)!
      table.push([
        shoppers,
        name,
        formatSpread(ours, 2),
        formatSpread(ratios(ours, rates.get("system")!), 3),
      ])
    }
  }
  console.log(`Medians and quartiles\n${table.toString()}`)
}

/** @returns checkouts per second */
const checkOutTogether = async (
  store: BenchStore,
  shoppers: number
): Promise<number> => {
  const start = performance.now()
  await Promise.all(
    Array.from({ length: shoppers }, () => wholeCheckout(store))
  )
  return (1000 * shoppers) / (performance.now() - start)
}
