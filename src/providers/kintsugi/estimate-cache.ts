import type { ICachingModuleService } from "@medusajs/framework/types"
import { LRUCache } from "lru-cache"
import { z } from "@medusajs/framework/zod"
import { type Estimate, estimateSchema } from "../../kintsugi"
import { ANSWER_TTL_MS } from "../../tax/answer-age"

/** A large cart's answer is some hundred kB; most are two. */
const MAX_ESTIMATES = 2_000

/** An answer in the order of the fingerprint, freed of the asker's ids. */
export type CachedEstimate = {
  estimate: Estimate
  /** The ids that the estimate's items carry, in canonical order. */
  ids: string[]
  /** The net amounts that were estimated, in canonical order. */
  amounts: string[]
}

const sharedSchema = z.object({
  answer: z.object({
    estimate: estimateSchema,
    ids: z.array(z.string()),
    amounts: z.array(z.string()),
  }),
  /** In ms since the epoch: an answer ages from here on, wherever it goes. */
  askedAt: z.number(),
})

export type EstimateCache = {
  /**
   * The answer under this key, or that of `ask`. Those who come while it is
   * being asked for share the one flight. A failure is not remembered.
   */
  get(key: string, ask: () => Promise<CachedEstimate>): Promise<CachedEstimate>
}

/**
 * Remembers Kintsugi's answers in this process, and in Medusa's Caching Module
 * where the store has one, so that its instances share them.
 *
 * @param shared - the Caching Module; its failures are no failures here
 */
export const createEstimateCache = (
  shared: Pick<ICachingModuleService, "get" | "set"> | undefined
): EstimateCache => {
  const cache = new LRUCache<
    string,
    CachedEstimate,
    { ask: () => Promise<CachedEstimate> }
  >({
    max: MAX_ESTIMATES,
    ttl: ANSWER_TTL_MS,
    // Who waits gets the answer, even if others have taken its place meanwhile.
    ignoreFetchAbort: true,
    fetchMethod: async (key, _stale, { context, options }) => {
      const known = await fromShared(shared, key)
      if (known) {
        options.ttl = known.remainingMs
        return known.answer
      }
      const askedAt = Date.now()
      const answer = await context.ask()
      void toShared(shared, key, { answer, askedAt })
      return answer
    },
  })
  return {
    async get(key, ask) {
      return (await cache.fetch(key, { context: { ask } })) ?? ask()
    },
  }
}

/** A cache that takes longer than this is none, in ms. */
const SHARED_TIMEOUT_MS = 100

const tooLate = () =>
  new Promise<undefined>((resolve) => {
    setTimeout(() => resolve(undefined), SHARED_TIMEOUT_MS).unref()
  })

const sharedKey = (key: string): string => `kintsugi:estimate:${key}`

const fromShared = async (
  shared: Pick<ICachingModuleService, "get"> | undefined,
  key: string
): Promise<{ answer: CachedEstimate; remainingMs: number } | undefined> => {
  try {
    const { answer, askedAt } = sharedSchema.parse(
      await Promise.race([shared?.get({ key: sharedKey(key) }), tooLate()])
    )
    // Another instance's clock may be ahead of ours.
    const remainingMs = Math.min(
      askedAt + ANSWER_TTL_MS - Date.now(),
      ANSWER_TTL_MS
    )
    return remainingMs > 0 ? { answer, remainingMs } : undefined
  } catch {
    return undefined
  }
}

const toShared = async (
  shared: Pick<ICachingModuleService, "set"> | undefined,
  key: string,
  data: z.input<typeof sharedSchema>
): Promise<void> => {
  try {
    await shared?.set({ key: sharedKey(key), data, ttl: ANSWER_TTL_MS / 1000 })
  } catch {
    // The next instance asks Kintsugi itself.
  }
}
