/** How long one request to Kintsugi may take, in ms: no shopper waits for it. */
const DEADLINE_MS = 30_000

/** The deadline of a request that is made now, in ms since the epoch. */
export const deadline = (): { deadline: number } => ({
  deadline: Date.now() + DEADLINE_MS,
})
