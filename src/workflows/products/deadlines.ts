import type { TimeLimits } from "../../kintsugi-api/deadlines"

/** How long one request about a product may take, in ms: no user waits. */
const DEADLINE_MS = 30_000

/** How long one attempt of such a request may take, in ms. */
const ATTEMPT_MS = 15_000

/** The limits for one request about a product, starting now. */
export const timeLimits = (): TimeLimits => ({
  deadline: Date.now() + DEADLINE_MS,
  timeoutMs: ATTEMPT_MS,
})
