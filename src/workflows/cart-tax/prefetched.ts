import { createHash } from "node:crypto"
import { LRUCache } from "lru-cache"
import { readAddress } from "../../tax/address/read-address"
import { toTaxAddress } from "../../tax/cart/place-of-supply"
import { ANSWER_TTL_MS } from "../../tax/estimate/freshness"
import type { CartForTax } from "./read-cart"

const MAX_QUESTIONS = 5_000

/** A cart as it is about to be. */
type Subject = {
  cart: CartForTax
  /** The customer whose tax status counts, if any. */
  customerId: string | undefined
  /** The shipping option that it is about to have, if any. */
  optionId?: string
}

/**
 * Runs a prefetch unless the same one is under way, or has succeeded so
 * recently that its answer is still in memory.
 *
 * @throws what `prefetch` throws
 */
export type PrefetchOnce = (
  subject: Subject,
  prefetch: () => Promise<void>
) => Promise<void>

export const createPrefetchOnce = (): PrefetchOnce => {
  const prefetched = new LRUCache<string, true>({
    max: MAX_QUESTIONS,
    ttl: ANSWER_TTL_MS / 2,
    // A clock that tests can move.
    perf: Date,
  })
  return async (subject, prefetch) => {
    const key = keyOf(subject)
    if (prefetched.has(key)) {
      return
    }
    prefetched.set(key, true)
    try {
      await prefetch()
    } catch (error) {
      prefetched.delete(key)
      throw error
    }
  }
}

/** All that the prefetched tax depends on, and maybe more. */
const keyOf = ({ cart, customerId, optionId }: Subject): string =>
  createHash("sha256")
    .update(
      JSON.stringify([
        cart.id,
        optionId ?? null,
        customerId ?? null,
        // As it is asked about: one form may send `""` for what another leaves out.
        readAddress(toTaxAddress(cart.shipping_address)),
        cart.items?.map((item) => ({ ...item, tax_lines: undefined })),
      ])
    )
    .digest("base64url")
