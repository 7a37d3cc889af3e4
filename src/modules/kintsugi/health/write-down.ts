import { randomBytes } from "node:crypto"
import type { EstimateWindow, SeenProblem } from "../../../health/estimate-log"

/** This process, among the store's instances. */
const INSTANCE = randomBytes(6).toString("base64url")

/** How long anything is kept, in ms: a day, and a window more. */
export const KEPT_MS = 24 * 60 * 60 * 1000 + 5 * 60 * 1000

/**
 * The problems that an answer of Kintsugi's proves to be over. The others
 * concern one cart (an address, a currency), and are over after a day.
 */
export const OVER_WITH_AN_ANSWER = [
  "unauthorized",
  "forbidden",
  "not_found",
  "rate_limited",
  "unavailable",
  "timed_out",
  "not_configured",
]

export const windowRow = (window: EstimateWindow) => ({
  id: `kinwin_${INSTANCE}_${window.startedAt}`,
  started_at: new Date(window.startedAt),
  asked: window.asked,
  remembered: window.remembered,
  failed: window.failed,
  latencies: window.latencies.map(String),
})

type ProblemRow = {
  id: string
  message: string
  count: number
  first_seen_at: Date
  last_seen_at: Date
}

export const problemId = (code: string): string => `kinprob_${code}`

export const codeOf = ({ id }: { id: string }): string =>
  id.slice("kinprob_".length)

/** The problem with what was seen of it before. */
export const problemRow = (
  seen: SeenProblem,
  before: ProblemRow | undefined
): ProblemRow => ({
  id: problemId(seen.code),
  message: seen.message,
  count: (before?.count ?? 0) + seen.count,
  first_seen_at: before?.first_seen_at ?? new Date(seen.firstSeenAt),
  last_seen_at: new Date(seen.lastSeenAt),
})
