import type { MedusaContainer } from "@medusajs/framework/types"
import { ContainerRegistrationKeys, Modules } from "@medusajs/framework/utils"
import { KINTSUGI_MODULE } from "../../../modules/kintsugi"
import { resolveOptions } from "../../../options"
import { runReconciliation, runReconciliationInBackground } from "./reconcile"

const MINUTE_MS = 60_000
const RANGE = { from: new Date("2026-11-01"), to: new Date("2026-11-30") }

type Run = { id: string; state: string; lease_until: Date | null }

/** A store without orders, and a slow Kintsugi. */
const slowComparison = ({
  minutes,
  pages,
  delivered_content = 0,
  onAnswer = () => undefined,
  until,
}: {
  minutes: number
  pages: number
  delivered_content?: number
  onAnswer?: (answers: number, run: Run) => void
  /** When Kintsugi answers. */
  until?: Promise<void>
}) => {
  const run: Run = { id: "kinrec_1", state: "running", lease_until: null }
  const wasAlive: boolean[] = []
  const answer = <T>(value: T): T => {
    jest.setSystemTime(Date.now() + minutes * MINUTE_MS)
    wasAlive.push(run.lease_until !== null && run.lease_until > new Date())
    onAnswer(wasAlive.length, run)
    return value
  }
  const client = {
    listTransactions: async () => {
      await until
      return answer({ items: [], page: 1, pages })
    },
    findTransaction: async () => answer(undefined),
  }
  const service = {
    settings: {
      getConnection: async () => ({
        client,
        organizationId: "orgn_1",
        settings: resolveOptions({}),
      }),
    },
    reporting: { get: async () => ({ since: undefined }) },
    ledger: {
      divideByEntryCount: async () => [RANGE],
      listComparedRows: async () =>
        Array.from({ length: delivered_content }, (_, index) => ({
          external_id: `order_${index}`,
          currency_code: "usd",
          is_delivered: true,
          state: "delivered",
        })),
      findExternalIds: async () => new Map(),
    },
    orderQueue: { enqueue: async () => undefined },
    listKintsugiDismissedFindings: async () => [],
    listKintsugiReconciliations: async () => [],
    createKintsugiReconciliations: async (values: Partial<Run>) =>
      Object.assign(run, values),
    retrieveKintsugiReconciliation: async () => run,
    updateKintsugiReconciliations: async (
      input: Partial<Run> & { selector?: Partial<Run>; data?: Partial<Run> }
    ) => {
      const { selector, data = input } = input
      if (selector?.state && selector.state !== run.state) {
        return []
      }
      Object.assign(run, data)
      return selector ? [run] : run
    },
  }
  const logged: string[] = []
  const modules: Record<string, unknown> = {
    [ContainerRegistrationKeys.LOGGER]: {
      error: (text: string) => void logged.push(text),
    },
    [KINTSUGI_MODULE]: service,
    [Modules.ORDER]: { listOrders: async () => [] },
  }
  const container = {
    resolve: (name: string) => modules[name],
  } as unknown as MedusaContainer
  return {
    run: () => runReconciliation(RANGE, container),
    runInBackground: (patienceMs: number) =>
      runReconciliationInBackground(RANGE, patienceMs, container),
    row: run,
    service,
    logged,
    wasAlive,
  }
}

beforeEach(() => {
  jest.useFakeTimers({
    doNotFake: ["nextTick", "queueMicrotask", "setImmediate", "setTimeout"],
  })
})

afterEach(() => {
  jest.useRealTimers()
})

describe("runReconciliation when it takes long", () => {
  it("renews its lease from page to page", async () => {
    const { run, wasAlive } = slowComparison({ minutes: 10, pages: 4 })
    await expect(run()).resolves.toMatchObject({ state: "done" })
    expect(wasAlive).toEqual([true, true, true, true])
  })

  it("renews its lease while it looks up what is not listed", async () => {
    const { run, wasAlive } = slowComparison({
      minutes: 2,
      pages: 1,
      delivered_content: 20,
    })
    await expect(run()).resolves.toMatchObject({ state: "done", count: 20 })
    expect(wasAlive).toHaveLength(21)
    expect(wasAlive).not.toContain(false)
  })

  it("stops where it was considered dead, and stays failed", async () => {
    const { run, wasAlive } = slowComparison({
      minutes: 10,
      pages: 4,
      onAnswer: (answers, row) => {
        if (answers === 2) {
          Object.assign(row, {
            state: "failed",
            message: "It was interrupted.",
          })
        }
      },
    })
    await expect(run()).resolves.toMatchObject({
      state: "failed",
      message: "It was interrupted.",
    })
    expect(wasAlive).toHaveLength(2)
  })
})

describe("runReconciliationInBackground", () => {
  it("returns the report of a comparison that ends in time", async () => {
    const { runInBackground } = slowComparison({ minutes: 0, pages: 1 })
    await expect(runInBackground(60_000)).resolves.toMatchObject({
      state: "done",
    })
  })

  it("returns the run of one that takes longer, which goes on", async () => {
    let answer = (): void => undefined
    const until = new Promise<void>((resolve) => {
      answer = resolve
    })
    const { runInBackground, row } = slowComparison({
      minutes: 0,
      pages: 1,
      until,
    })
    await expect(runInBackground(1)).resolves.toMatchObject({
      state: "running",
    })
    answer()
    await untilTrue(() => row.state === "done")
  })

  it("logs where the end of such a run can't be saved", async () => {
    let answer = (): void => undefined
    const until = new Promise<void>((resolve) => {
      answer = resolve
    })
    const { runInBackground, service, logged } = slowComparison({
      minutes: 0,
      pages: 1,
      until,
    })
    await runInBackground(1)
    service.updateKintsugiReconciliations = async () => {
      throw new Error("The database is gone.")
    }
    answer()
    await untilTrue(() => logged.length > 0)
    expect(logged).toEqual([
      expect.stringContaining("not saved (The database is gone.)"),
    ])
  })
})

const untilTrue = async (isTrue: () => boolean): Promise<void> => {
  while (!isTrue()) {
    await new Promise((resolve) => setTimeout(resolve, 1))
  }
}
