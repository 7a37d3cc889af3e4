import { randomBytes } from "node:crypto"
import type { EstimateWindow } from "./estimate-stats"

/** Identifies this process among the store's instances. */
const INSTANCE = randomBytes(6).toString("base64url")

/** How long windows are kept, in ms: a day and one more window. */
export const KEPT_MS = 24 * 60 * 60 * 1000 + 5 * 60 * 1000

const PREFIX = "kinwin_"

/** The instance that wrote the row, by the row's id. */
export const instanceOfWindow = (id: string): string =>
  id.slice(PREFIX.length, id.lastIndexOf("_"))

export const windowRow = (window: EstimateWindow) => ({
  id: `${PREFIX}${INSTANCE}_${window.startedAt}`,
  started_at: new Date(window.startedAt),
  asked: window.asked,
  remembered: window.remembered,
  failed: window.failed,
  latencies: window.latencies.map(String),
})
