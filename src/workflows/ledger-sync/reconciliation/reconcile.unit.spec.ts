import type { MedusaContainer } from "@medusajs/framework/types"
import { Modules } from "@medusajs/framework/utils"
import { KINTSUGI_MODULE } from "../../../modules/kintsugi"
import { resolveOptions } from "../../../options"
import { runReconciliation } from "./reconcile"

const MINUTE_MS = 60_000
const RANGE = { from: new Date("2026-11-01"), to: new Date("2026-11-30") }

type Run = { id: string; state: string; lease_until: Date | null }

/** A store without orders, and a slow Kintsugi. */
const slowComparison = ({
  minutes,
  pages,
  delivered_content = 0,
  onAnswer = () => undefined,
}: {
  minutes: number
  pages: number
  delivered_content?: number
  onAnswer?: (answers: number, run: Run) => void
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
    listTransactions: async () => answer({ items: [], page: 1, pages }),
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
  const modules: Record<string, unknown> = {
    [KINTSUGI_MODULE]: service,
    [Modules.ORDER]: { listOrders: async () => [] },
  }
  const container = {
    resolve: (name: string) => modules[name],
  } as unknown as MedusaContainer
  return { run: () => runReconciliation(RANGE, container), wasAlive }
}

describe("runReconciliation when it takes long", () => {
  beforeEach(() => {
    jest.useFakeTimers({
      doNotFake: ["nextTick", "queueMicrotask", "setImmediate", "setTimeout"],
    })
  })

  afterEach(() => {
    jest.useRealTimers()
  })

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
