import type { Knex } from "@medusajs/framework/mikro-orm/knex"
import { createStats } from "./stats"

const OUTCOME = { by: "memory", id: "cart_1" } as const

/** Saves windows in memory; has no problems, and none in its database. */
const statsWith = ({ fails = false } = {}) => {
  const windows = new Map<string, { id: string; remembered: number }>()
  const writes: string[] = []
  const debugged: string[] = []
  const save = (rows: { id: string; remembered: number }[]) => {
    for (const row of rows) {
      windows.set(row.id, row)
    }
  }
  const tables = {
    listKintsugiEstimateWindows: async ({ id }: { id?: string[] }) => {
      if (fails) {
        throw new Error("the database is down")
      }
      return id
        ? id.flatMap((one) => windows.get(one) ?? [])
        : [{ id: "kinwin_old" }]
    },
    createKintsugiEstimateWindows: async (rows: never[]) => {
      writes.push(`create ${rows.length}`)
      save(rows)
    },
    updateKintsugiEstimateWindows: async (rows: never[]) => {
      writes.push(`update ${rows.length}`)
      save(rows)
    },
    deleteKintsugiEstimateWindows: async (ids: string[]) => {
      writes.push(`delete ${ids}`)
    },
  }
  const raw = async () => {
    writes.push("look for problems")
    return { rows: [] }
  }
  const stats = createStats({
    knex: { raw } as unknown as Knex,
    tables: tables as never,
    logger: { debug: (text) => void debugged.push(text) },
  })
  return { stats, windows, writes, debugged }
}

describe("createStats", () => {
  beforeEach(() => {
    jest.useFakeTimers({ now: new Date("2026-03-14T15:09:26Z") })
  })
  afterEach(() => {
    jest.useRealTimers()
  })

  it("saves many estimates together, ten seconds after the first", async () => {
    const { stats, windows, writes } = statsWith()
    stats.recordEstimate(OUTCOME)
    await stats.save()
    await jest.advanceTimersByTimeAsync(20_000)
    writes.length = 0
    stats.recordEstimate(OUTCOME)
    await jest.advanceTimersByTimeAsync(9_999)
    stats.recordEstimate(OUTCOME)
    expect(writes).toEqual([])
    await jest.advanceTimersByTimeAsync(1)
    expect([...windows.values()]).toMatchObject([{ remembered: 3 }])
  })

  it("saves the first estimate after a pause within a second, so that all instances leave more to shoppers", async () => {
    const { stats, writes } = statsWith()
    for (let pause = 0; pause < 2; pause++) {
      writes.length = 0
      stats.recordEstimate(OUTCOME)
      await jest.advanceTimersByTimeAsync(1_000)
      expect(writes).toContain("create 1")
      await jest.advanceTimersByTimeAsync(6 * 60_000)
    }
  })

  it("updates a window that is saved already, and deletes old ones with a new one", async () => {
    const { stats, windows, writes } = statsWith()
    stats.recordEstimate(OUTCOME)
    await stats.save()
    expect(writes).toEqual([
      "update 0",
      "create 1",
      "delete kinwin_old",
      "look for problems",
    ])
    stats.recordEstimate(OUTCOME)
    await stats.save()
    expect(writes.slice(4)).toEqual(["update 1", "look for problems"])
    expect([...windows.values()]).toMatchObject([{ remembered: 2 }])
  })

  it("writes nothing if there is nothing to save", async () => {
    const { stats, writes } = statsWith()
    await stats.save()
    expect(writes).toEqual(["look for problems"])
  })

  it("looks for problems once more after the last answer, as another instance may save them later", async () => {
    const { stats, writes } = statsWith()
    stats.recordEstimate(OUTCOME)
    await jest.advanceTimersByTimeAsync(10_000)
    expect(writes.at(-1)).toBe("look for problems")
    writes.length = 0
    await jest.advanceTimersByTimeAsync(10_000)
    expect(writes).toEqual(["look for problems"])
    await jest.advanceTimersByTimeAsync(60_000)
    expect(writes).toHaveLength(1)
  })

  it("saves before it returns the problems", async () => {
    const { stats, writes } = statsWith()
    stats.recordEstimate(OUTCOME)
    await expect(stats.getProblems()).resolves.toEqual([])
    expect(writes).toContain("create 1")
  })

  it("drops statistics that can't be saved, and logs why", async () => {
    const { stats, debugged } = statsWith({ fails: true })
    stats.recordEstimate(OUTCOME)
    await expect(stats.save()).resolves.toBeUndefined()
    expect(debugged).toEqual([
      expect.stringContaining("Estimate statistics could not be saved"),
    ])
  })

  it("knows how long Kintsugi has recently taken", () => {
    const { stats } = statsWith()
    expect(stats.getRecentLatency()).toBeUndefined()
    stats.recordEstimate({
      by: "kintsugi",
      id: "cart_1",
      kind: {
        country: "US",
        state: "TX",
        currency: "USD",
        products: [],
        settings: "",
      },
      ms: 120,
    })
    expect(stats.getRecentLatency()).toBe(120)
  })
})
