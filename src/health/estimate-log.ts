import { type Histogram, count, emptyHistogram } from "./latency"

/** How long a window is, in ms. */
export const WINDOW_MS = 5 * 60 * 1000

/** What came of one calculation of tax. */
export type EstimateOutcome =
  /** Answered by Kintsugi, in so many ms, or from memory. */
  | { by: "kintsugi"; ms: number }
  | { by: "memory" }
  /** Not answered: a stable word and sentences for the merchant. */
  | { by: "nobody"; code: string; message: string }

/** The calculations of five minutes on one instance. */
export type EstimateWindow = {
  startedAt: number
  asked: number
  remembered: number
  failed: number
  latencies: Histogram
}

/** What went wrong, under its stable word. */
export type SeenProblem = {
  code: string
  /** The latest one's. */
  message: string
  count: number
  firstSeenAt: number
  lastSeenAt: number
}

/** What has not been written down yet. */
export type Unwritten = {
  windows: EstimateWindow[]
  problems: SeenProblem[]
  /** When Kintsugi answered last, in ms since the epoch. */
  answeredAt?: number
}

/** Counts in memory; nothing in here waits or fails. */
export type EstimateLog = {
  record(outcome: EstimateOutcome): void
  /**
   * What there is to write: whole windows, each to be written over what was
   * written of it before, and problems since the last time.
   */
  take(): Unwritten | undefined
}

export const createEstimateLog = (): EstimateLog => {
  let current: EstimateWindow | undefined
  let unwritten = new Set<EstimateWindow>()
  let problems = new Map<string, SeenProblem>()
  let answeredAt: number | undefined

  const windowAt = (now: number): EstimateWindow => {
    const startedAt = now - (now % WINDOW_MS)
    if (current?.startedAt !== startedAt) {
      current = {
        startedAt,
        asked: 0,
        remembered: 0,
        failed: 0,
        latencies: emptyHistogram(),
      }
    }
    unwritten.add(current)
    return current
  }

  return {
    record(outcome) {
      const now = Date.now()
      const window = windowAt(now)
      if (outcome.by === "kintsugi") {
        window.asked++
        count(window.latencies, outcome.ms)
        answeredAt = now
      } else if (outcome.by === "memory") {
        window.remembered++
      } else {
        window.failed++
        const { code, message } = outcome
        const known = problems.get(code)
        problems.set(code, {
          code,
          message,
          count: (known?.count ?? 0) + 1,
          firstSeenAt: known?.firstSeenAt ?? now,
          lastSeenAt: now,
        })
      }
    },

    take() {
      if (!unwritten.size) {
        return undefined
      }
      const taken = {
        windows: [...unwritten].map((window) => ({
          ...window,
          latencies: [...window.latencies],
        })),
        problems: [...problems.values()],
        answeredAt,
      }
      unwritten = new Set()
      problems = new Map()
      return taken
    },
  }
}
