import { createProductQueue } from "./product-queue"

/** Short, but long enough for all that a test does synchronously. */
const PAUSES = { pauseMs: 20, firstRestMs: 20 }

const products = (count: number) =>
  Array.from({ length: count }, (_, index) => `prod_${index}`)

/** A Kintsugi whose n-th run has the n-th outcome. */
const kintsugi = (...outcomes: ("all of it" | Error)[]) => {
  const runs: { ids: string[] | undefined; isKnown: boolean }[] = []
  const waiters: [number, () => void][] = []
  return {
    runs,
    send: async (ids: string[] | undefined, isKnown: boolean) => {
      runs.push({ ids, isKnown })
      const outcome = outcomes.shift()
      waiters
        .filter(([count]) => count <= runs.length)
        .forEach(([, resolve]) => resolve())
      if (outcome instanceof Error) {
        throw outcome
      }
      return outcome ? (ids ?? ("all" as const)) : []
    },
    after: (count: number) =>
      new Promise<void>((resolve) => {
        waiters.push([count, resolve])
      }),
  }
}

const quiet = () => new Promise((resolve) => setTimeout(resolve, 150))

describe("createProductQueue", () => {
  it("syncs a storm of events in one run, with each product once", async () => {
    const { runs, send, after } = kintsugi()
    const queue = createProductQueue(PAUSES)
    for (const id of [...products(1_000), ...products(1_000)]) {
      queue([id], send)
    }
    await after(1)
    await quiet()
    expect(runs).toEqual([{ ids: products(1_000), isKnown: false }])
  })

  it("sends nothing during the pause after a failure, and everything after it", async () => {
    const { runs, send, after } = kintsugi("all of it")
    const queue = createProductQueue({ ...PAUSES, firstRestMs: 300 })
    queue(["prod_0"], send)
    await after(1)
    for (const id of products(1_000)) {
      queue([id], send)
    }
    await quiet()
    expect(runs).toHaveLength(1)
    await after(2)
    expect(runs[1]).toEqual({ ids: products(1_000), isKnown: true })
  })

  it("treats too many products as all products", async () => {
    const { runs, send, after } = kintsugi("all of it")
    const queue = createProductQueue({ ...PAUSES, mostIds: 100 })
    for (const id of products(101)) {
      queue([id], send)
    }
    await after(2)
    expect(runs).toEqual([
      { ids: undefined, isKnown: false },
      { ids: undefined, isKnown: true },
    ])
  })

  it("loses no product if the store itself fails", async () => {
    const { runs, send, after } = kintsugi(new Error("no database"))
    createProductQueue(PAUSES)(["prod_0"], send)
    await after(2)
    expect(runs.map(({ ids }) => ids)).toEqual([["prod_0"], ["prod_0"]])
  })

  it("stops when all products are synced, and resets the failures", async () => {
    const { runs, send, after } = kintsugi("all of it")
    const queue = createProductQueue(PAUSES)
    queue(["prod_0"], send)
    await after(2)
    await quiet()
    queue(["prod_1"], send)
    await after(3)
    expect(runs.at(-1)).toEqual({ ids: ["prod_1"], isKnown: false })
  })
})
