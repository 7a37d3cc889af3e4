import type { ITaxProvider, Logger } from "@medusajs/framework/types"
import Table from "cli-table3"
import { createRequire } from "node:module"
import { setFlagsFromString } from "node:v8"
import { runInNewContext } from "node:vm"
import type { Ground } from "../bench"
import { type CartOfLines, cartOfLines } from "../cart-of-lines"
import { startSandboxApart } from "../sandbox-apart"
import { shown, spreadOf } from "../spread"

const SIZES = [1, 10, 100, 1_000]

/** The target for a cart of 1,000 lines, in ms. */
const TARGET_MS = 50

/**
 * What the provider itself takes for a cart: this process's CPU time from the
 * question to the tax lines, HTTP and JSON included. Kintsugi is in another
 * process, so that waiting for it costs nothing here.
 */
export const benchLines = async ({ session, quick }: Ground): Promise<void> => {
  const kintsugi = await startSandboxApart(session)
  const provider = createProvider(kintsugi)
  const ask = ({ items, shipping, context }: CartOfLines) =>
    provider.getTaxLines(items, shipping, context)
  const rounds = quick ? 5 : 40

  const table = new Table({
    head: [
      "lines",
      "own time, ms",
      "µs a line",
      "known cart, ms",
      "allocated, KiB",
      "kept in memory, KiB",
    ],
    style: { head: [], border: [] },
  })
  let number = 0
  await session.step("Warming up", async () => {
    for (const size of SIZES) {
      for (let round = 0; round < rounds / 2; round++) {
        demandTaxed(await ask(cartOfLines(size, number++)), size)
      }
    }
  })
  let ofLargest = 0
  for (const size of SIZES) {
    const fresh: number[] = []
    const known: number[] = []
    // A collection throws away compiled code too: none while time is taken.
    for (let round = 0; round < rounds; round++) {
      const cart = cartOfLines(size, number++)
      fresh.push(await cpuMs(() => ask(cart)))
      known.push(await cpuMs(() => ask(cart)))
    }
    const { allocated, kept } = await memoryOf(async () => {
      await ask(cartOfLines(size, number++))
    }, rounds)
    ofLargest = spreadOf(fresh).median
    table.push([
      size,
      shown(fresh, 2),
      ((1000 * ofLargest) / (size + 1)).toFixed(0),
      shown(known, 2),
      (allocated / 1024).toFixed(0),
      (kept / 1024).toFixed(1),
    ])
  }
  console.log(
    `${rounds} carts each, asked about for the first time, then again; medians and quartiles.\n${table.toString()}`
  )
  console.log(
    `1,000 lines: ${ofLargest.toFixed(1)} ms of our own, ${ofLargest < TARGET_MS ? "under" : "NOT under"} ${TARGET_MS} ms`
  )
}

/** Its types come with a build, and types are checked without one. */
const load = createRequire(__filename)

/** As the store has it: built, from the package. */
const createProvider = ({
  url,
  apiKey,
  organizationId,
}: {
  url: string
  apiKey: string
  organizationId: string
}): ITaxProvider => {
  const {
    default: { services },
  } = load("medusa-plugin-kintsugi/providers/kintsugi") as {
    default: {
      services: (new (
        dependencies: { logger: Logger },
        options: Record<string, unknown>
      ) => ITaxProvider)[]
    }
  }
  const [Provider] = services
  return new Provider!(
    { logger: console as unknown as Logger },
    // A slow machine is to be measured, not given up.
    {
      baseUrl: url,
      apiKey,
      organizationId,
      timeoutMs: 8_000,
      deadlineMs: 9_000,
    }
  )
}

const demandTaxed = (taxLines: { data?: unknown }[], size: number): void => {
  const byKintsugi = taxLines.filter(
    ({ data }) =>
      (data as { source?: string } | undefined)?.source !== "fallback"
  )
  if (byKintsugi.length <= size) {
    throw new Error(`Kintsugi did not tax a cart of ${size} lines.`)
  }
}

/**
 * @returns bytes: what one piece of work makes at most before anything is
 * collected, and what is kept of each
 */
const memoryOf = async (
  work: () => Promise<void>,
  times: number
): Promise<{ allocated: number; kept: number }> => {
  const heap = () => process.memoryUsage().heapUsed
  collectGarbage()
  const before = heap()
  let allocated = 0
  for (let time = 0; time < times; time++) {
    const start = heap()
    await work()
    allocated = Math.max(allocated, heap() - start)
  }
  collectGarbage()
  return { allocated, kept: (heap() - before) / times }
}

const cpuMs = async (work: () => Promise<unknown>): Promise<number> => {
  const start = process.cpuUsage()
  await work()
  const { user, system } = process.cpuUsage(start)
  return (user + system) / 1000
}

const collectGarbage = (() => {
  setFlagsFromString("--expose-gc")
  return runInNewContext("gc") as () => void
})()
