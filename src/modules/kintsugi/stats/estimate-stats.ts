import { LRUCache } from "lru-cache"
import {
  type Answered,
  type ChargedInstead,
  type EstimateProfile,
  type Failing,
  latestFailing,
} from "./failing-estimates"
import { type Histogram, addLatency, emptyHistogram } from "./latency-histogram"

/** How long a window is, in ms. */
export const WINDOW_MS = 5 * 60 * 1000

/**
 * How long answers are kept, in ms: another instance may save a failure some
 * seconds after this one got an answer.
 */
const ANSWERS_MS = 60 * 1000
const MAX_ANSWERS = 1_000

/** The result of one tax calculation. */
export type EstimateOutcome = {
  /** The cart's or order's id. */
  id: string
} & (
  | {
      by: "kintsugi"
      kind: EstimateProfile
      /** How long it took. */ ms: number
    }
  | { by: "memory" }
  | {
      /** Kintsugi gave no answer, and the failure policy decided. */
      by: "fallback"
      kind: EstimateProfile
      /** A stable error code. */
      code: string
      /** Sentences for the merchant. */
      message: string
      charged: ChargedInstead
    }
)

/** The calculations of five minutes on one instance. */
export type EstimateWindow = {
  startedAt: number
  asked: number
  remembered: number
  failed: number
  latencies: Histogram
}

/** What went wrong: one problem per error code. */
export type SeenProblem = {
  code: string
  /** The latest message. */
  message: string
  count: number
  firstSeenAt: number
  lastSeenAt: number
  /** The latest carts and orders that failed with it. */
  failing: Failing[]
}

/** What has not been saved yet. */
export type UnsavedStats = {
  windows: EstimateWindow[]
  problems: SeenProblem[]
  /** The latest answers, whether saved before or not. */
  answers: Answered[]
  /** When Kintsugi last answered, in ms since the epoch. */
  answeredAt?: number
}

/** Counts in memory; nothing in here waits or fails. */
export type EstimateStats = {
  record(outcome: EstimateOutcome): void
  /**
   * Returns what has to be saved: whole windows, which overwrite their earlier
   * rows, and the problems since the last call.
   */
  take(): UnsavedStats
}

export const createEstimateStats = (): EstimateStats => {
  let current: EstimateWindow | undefined
  let unwritten = new Set<EstimateWindow>()
  let problems = new Map<string, SeenProblem>()
  let answeredAt: number | undefined
  const answers = new LRUCache<string, Answered>({
    max: MAX_ANSWERS,
    ttl: ANSWERS_MS,
  })

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
        addLatency(window.latencies, outcome.ms)
        answeredAt = now
        const { id, kind, ms } = outcome
        answers.set(id, { id, at: now, asked: { kind, at: now - ms } })
      } else if (outcome.by === "memory") {
        window.remembered++
        const { id } = outcome
        answers.set(id, { ...answers.get(id), id, at: now })
      } else {
        window.failed++
        const { id, kind, code, message, charged } = outcome
        const known = problems.get(code)
        problems.set(code, {
          code,
          message,
          count: (known?.count ?? 0) + 1,
          firstSeenAt: known?.firstSeenAt ?? now,
          lastSeenAt: now,
          failing: latestFailing([
            ...(known?.failing ?? []),
            { id, kind, charged, at: now },
          ]),
        })
      }
    },

    take() {
      const taken = {
        windows: [...unwritten].map((window) => ({
          ...window,
          latencies: [...window.latencies],
        })),
        problems: [...problems.values()],
        answers: [...answers.values()],
        answeredAt,
      }
      unwritten = new Set()
      problems = new Map()
      return taken
    },
  }
}
