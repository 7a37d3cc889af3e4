import type { ITaxProvider, Logger } from "@medusajs/framework/types"
import Table from "cli-table3"
import { createRequire } from "node:module"
import { join } from "node:path"
import { setFlagsFromString } from "node:v8"
import { runInNewContext } from "node:vm"
import type { BenchContext } from "../bench"
import type { Build } from "../builds"
import { type CartOfLines, cartOfLines } from "../cart-of-lines"
import { startSandboxProcess } from "../sandbox-process"
import { comparison, formatSpread, spreadOf } from "../spread"

const SIZES = [1, 10, 100, 1_000]

const LARGEST = SIZES.at(-1)!

/** The target for a cart of 1,000 lines, in ms. */
const TARGET_MS = 50

/**
 * The provider's own time for a cart: this process's CPU time from the request
 * to the tax lines, including HTTP and JSON. Kintsugi runs in another process,
 * so waiting for it is not measured.
 */
export const benchLines = async ({
  session,
  builds,
  quick,
}: BenchContext): Promise<void> => {
  const kintsugi = await startSandboxProcess(session)
  const contenders = builds.map((build) => createContender(build, kintsugi))
  const rounds = quick ? 5 : 40
  let number = 0
  await session.step("Warming up", async () => {
    for (const size of SIZES) {
      for (let round = 0; round < rounds / 2; round++) {
        for (const { ask } of contenders) {
          assertTaxed(await ask(cartOfLines(size, number++)), size)
        }
      }
    }
  })
  for (const size of SIZES) {
    // No garbage collection in this loop: it would discard compiled code too.
    for (let round = 0; round < rounds; round++) {
      const inTurn = round % 2 ? contenders.toReversed() : contenders
      for (const { ask, fresh, known } of inTurn) {
        const cart = cartOfLines(size, number++)
        fresh.get(size)!.push(await cpuMs(() => ask(cart)))
        known.get(size)!.push(await cpuMs(() => ask(cart)))
      }
    }
    for (const { ask, memory } of contenders) {
      memory.set(
        size,
        await memoryOf(async () => {
          await ask(cartOfLines(size, number++))
        }, rounds)
      )
    }
  }
  console.log(
    `${rounds} carts each, uncached first, then cached; medians and quartiles.`
  )
  for (const contender of contenders) {
    console.log(`${contender.name}\n${tableOf(contender)}`)
    const ofLargest = spreadOf(contender.fresh.get(LARGEST)!).median
    console.log(
      `${LARGEST} lines: ${ofLargest.toFixed(1)} ms of our own, ${ofLargest < TARGET_MS ? "under" : "NOT under"} ${TARGET_MS} ms`
    )
  }
  const [ours, other] = contenders
  if (ours && other) {
    for (const size of SIZES) {
      console.log(
        `${size} lines: ${comparison(ours.name, ours.fresh.get(size)!, other.name, other.fresh.get(size)!)}`
      )
    }
  }
}

type Contender = {
  name: string
  ask: (cart: CartOfLines) => ReturnType<ITaxProvider["getTaxLines"]>
  /** ms by the number of lines, for new carts and for cached ones. */
  fresh: Map<number, number[]>
  known: Map<number, number[]>
  /** Bytes. */
  memory: Map<number, { allocated: number; kept: number }>
}

const createContender = (build: Build, kintsugi: Kintsugi): Contender => {
  const provider = createProvider(build, kintsugi)
  return {
    name: build.name,
    ask: ({ items, shipping, context }) =>
      provider.getTaxLines(items, shipping, context),
    fresh: new Map(SIZES.map((size) => [size, []])),
    known: new Map(SIZES.map((size) => [size, []])),
    memory: new Map(),
  }
}

const tableOf = ({ fresh, known, memory }: Contender): string => {
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
  for (const size of SIZES) {
    const { allocated, kept } = memory.get(size)!
    table.push([
      size,
      formatSpread(fresh.get(size)!, 2),
      ((1000 * spreadOf(fresh.get(size)!).median) / (size + 1)).toFixed(0),
      formatSpread(known.get(size)!, 2),
      (allocated / 1024).toFixed(0),
      (kept / 1024).toFixed(1),
    ])
  }
  return table.toString()
}

type Kintsugi = { url: string; apiKey: string; organizationId: string }

/** The built provider from the package, as a store loads it. */
const createProvider = (
  { storeFolder }: Build,
  { url, apiKey, organizationId }: Kintsugi
): ITaxProvider => {
  // Its types exist only after a build; the type check runs without one.
  const load = createRequire(join(storeFolder, "package.json"))
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
    // Slow machines are measured, not timed out.
    {
      baseUrl: url,
      apiKey,
      organizationId,
      timeoutMs: 8_000,
      deadlineMs: 9_000,
    }
  )
}

const assertTaxed = (taxLines: { data?: unknown }[], size: number): void => {
  const byKintsugi = taxLines.filter(
    ({ data }) =>
      (data as { source?: string } | undefined)?.source !== "fallback"
  )
  if (byKintsugi.length <= size) {
    throw new Error(`Kintsugi did not tax a cart of ${size} lines.`)
  }
}

/**
 * @returns bytes: the most that one piece of work allocates before a garbage
 * collection, and how much each retains
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
