import { LRUCache } from "lru-cache"
import {
  type Answered,
  type EstimateKind,
  type Failing,
  latestFailing,
} from "./failing"
import { type Histogram, count, emptyHistogram } from "./latency"

/** How long a window is, in ms. */
export const WINDOW_MS = 5 * 60 * 1000

/**
 * How long answers are kept, in ms: what failed on another instance may be
 * written down some seconds after it was answered here.
 */
const ANSWERS_MS = 60 * 1000
const MAX_ANSWERS = 1_000

/** What came of one calculation of tax. */
export type EstimateOutcome = {
  /** The cart's or order's id. */
  id: string
} & (
  | { by: "kintsugi"; kind: EstimateKind; /** How long it took. */ ms: number }
  | { by: "memory" }
  | {
      by: "nobody"
      kind: EstimateKind
      /** A stable word. */
      code: string
      /** Sentences for the merchant. */
      message: string
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

/** What went wrong, under its stable word. */
export type SeenProblem = {
  code: string
  /** The latest one's. */
  message: string
  count: number
  firstSeenAt: number
  lastSeenAt: number
  /** Whom it met, the latest. */
  failing: Failing[]
}

/** What has not been written down yet. */
export type Unwritten = {
  windows: EstimateWindow[]
  problems: SeenProblem[]
  /** Who was answered lately, written down before or not. */
  answers: Answered[]
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
        count(window.latencies, outcome.ms)
        answeredAt = now
        const { id, kind, ms } = outcome
        answers.set(id, { id, at: now, asked: { kind, at: now - ms } })
      } else if (outcome.by === "memory") {
        window.remembered++
        const { id } = outcome
        answers.set(id, { ...answers.get(id), id, at: now })
      } else {
        window.failed++
        const { id, kind, code, message } = outcome
        const known = problems.get(code)
        problems.set(code, {
          code,
          message,
          count: (known?.count ?? 0) + 1,
          firstSeenAt: known?.firstSeenAt ?? now,
          lastSeenAt: now,
          failing: latestFailing([
            ...(known?.failing ?? []),
            { id, kind, at: now },
          ]),
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
        answers: [...answers.values()],
        answeredAt,
      }
      unwritten = new Set()
      problems = new Map()
      return taken
    },
  }
}
