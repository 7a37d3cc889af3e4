import type { Patience } from "../../kintsugi/client"

/** How long one request about a product may take, in ms: nobody waits for it. */
const DEADLINE_MS = 30_000

/** How long one attempt at it may take, in ms. */
const ATTEMPT_MS = 15_000

/** For one request about a product, from now on. */
export const patience = (): Patience => ({
  deadline: Date.now() + DEADLINE_MS,
  timeoutMs: ATTEMPT_MS,
})
