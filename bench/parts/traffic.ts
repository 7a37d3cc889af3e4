import Table from "cli-table3"
import { setTimeout as delay } from "node:timers/promises"
import { startSandbox } from "../../integration-tests/sandbox"
import type { BenchContext } from "../bench"
import { spreadOf } from "../spread"
import { type BenchStore, withPlugin, withoutPlugin } from "../stores"
import { wholeCheckout } from "../whole-checkout"

/** Time for the store's work after an order was placed, in ms. */
const REST_MS = 3_000

/** What one checkout takes. */
type Usage = { statements: Map<string, number>; bytes: number }

/**
 * How many statements one checkout takes, and how many bytes go between the
 * store and its database, with what is done once the order is placed. With
 * TRAFFIC=list: which statements the plugin adds.
 */
export const benchTraffic = async (ground: BenchContext): Promise<void> => {
  const { session, quick, builds } = ground
  const sandbox = await startSandbox()
  session.onEnd(() => sandbox.close())
  const stores: [string, BenchStore][] = [
    [
      "system",
      await withoutPlugin(ground, sandbox, "with Medusa's own provider"),
    ],
  ]
  for (const build of builds) {
    stores.push([build.name, await withPlugin(ground, sandbox, build)])
  }
  const usages = new Map<string, Usage[]>()
  await session.step("Checking out", async () => {
    for (const [name, store] of stores) {
      await usageOfCheckout(store)
      const measured = []
      for (let round = 0; round < (quick ? 2 : 7); round++) {
        measured.push(await usageOfCheckout(store))
      }
      usages.set(name, measured)
    }
  })
  const memory = await session.step("Resting", async () => {
    await delay(REST_MS)
    return Promise.all(
      stores.map(async ([name, store]) => [name, await store.memory()] as const)
    )
  })
  const medianOf = (name: string, of: (usage: Usage) => number) =>
    spreadOf(usages.get(name)!.map(of)).median
  const MIB = 1024 * 1024
  const table = new Table({
    head: [
      "taxed by",
      "statements",
      "added",
      "KiB",
      "added",
      "heap at rest, MiB",
      "added",
    ],
    style: { head: [], border: [] },
  })
  const system = {
    statements: medianOf("system", statementsIn),
    bytes: medianOf("system", ({ bytes }) => bytes),
    heap: memory[0]![1].heapUsed,
  }
  for (const [name, { heapUsed }] of memory) {
    const statements = medianOf(name, statementsIn)
    const bytes = medianOf(name, (usage) => usage.bytes)
    table.push([
      name,
      statements,
      statements - system.statements,
      (bytes / 1024).toFixed(0),
      ((bytes - system.bytes) / 1024).toFixed(0),
      (heapUsed / MIB).toFixed(1),
      ((heapUsed - system.heap) / MIB).toFixed(1),
    ])
  }
  console.log(`Medians of one checkout\n${table.toString()}`)
  if (process.env.TRAFFIC === "list") {
    listAdded(usages.get(builds[0]!.name)!, usages.get("system")!)
  }
}

const statementsIn = ({ statements }: Usage): number =>
  [...statements.values()].reduce((sum, count) => sum + count, 0)

const usageOfCheckout = async (store: BenchStore): Promise<Usage> => {
  const before = await store.traffic()
  await wholeCheckout(store)
  await delay(REST_MS)
  const after = await store.traffic()
  const earlier = new Map(before.statements)
  return {
    statements: new Map(
      after.statements.map(([text, count]) => [
        text,
        count - (earlier.get(text) ?? 0),
      ])
    ),
    bytes: after.bytes - before.bytes,
  }
}

/** Statements that contain ids count as the same. */
const withoutValues = (text: string): string =>
  text
    .replaceAll(/'[^']*'/g, "?")
    .replaceAll(/(\?|\$\d+)(, ?(\?|\$\d+))+/g, "?")

/** How often each statement is sent for one checkout: medians. */
const usualCounts = (usages: Usage[]): Map<string, number> => {
  const rounds = usages.map(({ statements }) => {
    const counts = new Map<string, number>()
    for (const [text, count] of statements) {
      const name = withoutValues(text)
      counts.set(name, (counts.get(name) ?? 0) + count)
    }
    return counts
  })
  const names = new Set(rounds.flatMap((counts) => [...counts.keys()]))
  return new Map(
    [...names].map((name) => [
      name,
      spreadOf(rounds.map((counts) => counts.get(name) ?? 0)).median,
    ])
  )
}

const listAdded = (ours: Usage[], system: Usage[]): void => {
  const added = usualCounts(ours)
  for (const [text, count] of usualCounts(system)) {
    added.set(text, (added.get(text) ?? 0) - count)
  }
  for (const [text, count] of [...added].sort(([, a], [, b]) => b - a)) {
    if (count) {
      console.log(`${count > 0 ? "+" : ""}${count} ${text.slice(0, 300)}`)
    }
  }
}
