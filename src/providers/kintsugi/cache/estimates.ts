import type { ICachingModuleService } from "@medusajs/framework/types"
import { LRUCache } from "lru-cache"
import { z } from "@medusajs/framework/zod"
import { estimateSchema } from "../../../kintsugi-api"
import { ANSWER_TTL_MS } from "../../../tax/estimate/freshness"
import {
  type CachedEstimate,
  sizeOfEstimate,
} from "../../../tax/estimate/estimate-size"

/** A large cart's answer takes a few hundred kB; most take 2 kB. */
const MAX_ESTIMATES = 2_000

/** All answers together, in bytes: with the largest carts, they are fewer. */
const MAX_BYTES = 64 * 1024 * 1024

const sharedSchema = z.object({
  answer: z.object({
    estimate: estimateSchema,
    ids: z.array(z.string()),
    amounts: z.array(z.string()),
  }),
  /** In ms since the epoch: every copy of the answer ages from this time on. */
  askedAt: z.number(),
})

export type EstimateCache = {
  /**
   * The answer under this key, or that of `ask`. Concurrent callers share one
   * request. A failure is not cached.
   */
  get(key: string, ask: () => Promise<CachedEstimate>): Promise<CachedEstimate>
}

/**
 * Caches Kintsugi's answers in this process, and in Medusa's Caching Module if
 * the store has one, so that its instances share them.
 *
 * @param shared - the Caching Module; its failures count as cache misses
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
    maxSize: MAX_BYTES,
    sizeCalculation: sizeOfEstimate,
    ttl: ANSWER_TTL_MS,
    // A waiting caller gets the answer even if its entry has been evicted.
    ignoreFetchAbort: true,
    fetchMethod: async (key, _stale, { context, options }) => {
      const found = await readShared(shared, key)
      if (found) {
        options.ttl = found.remainingMs
        return found.answer
      }
      const askedAt = Date.now()
      const answer = await context.ask()
      void writeShared(shared, key, { answer, askedAt })
      return answer
    },
  })
  return {
    async get(key, ask) {
      return (await cache.fetch(key, { context: { ask } })) ?? ask()
    },
  }
}

/** How long to wait for the shared cache, in ms. */
const SHARED_TIMEOUT_MS = 100

const timeout = () =>
  new Promise<undefined>((resolve) => {
    setTimeout(() => resolve(undefined), SHARED_TIMEOUT_MS).unref()
  })

const sharedKey = (key: string): string => `kintsugi:estimate:${key}`

const readShared = async (
  shared: Pick<ICachingModuleService, "get"> | undefined,
  key: string
): Promise<{ answer: CachedEstimate; remainingMs: number } | undefined> => {
  try {
    const { answer, askedAt } = sharedSchema.parse(
      await Promise.race([shared?.get({ key: sharedKey(key) }), timeout()])
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

const writeShared = async (
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
