import { LRUCache } from "lru-cache"
import type { RequestedLine } from "../../../tax/cart/taxable-line"

/** Medusa's next call follows immediately. */
const TTL_MS = 2_000
const MAX_FAILURES = 1_000

export type RecentFailures = {
  /** Keeps the failure of a call about items for the call about shipping. */
  remember(
    fingerprint: string | undefined,
    requested: RequestedLine[],
    error: unknown
  ): void
  /** Keeps the failure of a prefetch for Medusa's own call. */
  rememberPrefetch(fingerprint: string | undefined, error: unknown): void
  /** Deletes the failure, since Kintsugi has answered. */
  evict(fingerprint: string | undefined): void
  /** Medusa's own call has had this failure: no other call may repeat it. */
  markThrown(fingerprint: string | undefined, error: unknown): void
  /**
   * Throws the failure of the preceding call about items in a call about
   * shipping, and the failure of a prefetch in any call of Medusa's; once.
   */
  throwRemembered(
    fingerprint: string | undefined,
    requested: RequestedLine[]
  ): void
}

/**
 * Medusa asks about a cart twice in a row, for its items and for its shipping.
 * If the first call fails after waiting for Kintsugi, the second does not wait
 * again, so that the cart's lock is held for one deadline and not for two.
 */
export const createRecentFailures = (): RecentFailures => {
  const failures = new LRUCache<string, { error: unknown; isPrefetch?: true }>({
    max: MAX_FAILURES,
    ttl: TTL_MS,
  })
  /** A prefetch and Medusa's own call may wait for the same answer. */
  const thrownErrors = new WeakSet()
  const forget = (fingerprint: string | undefined) => {
    if (fingerprint) {
      failures.delete(fingerprint)
    }
  }
  return {
    evict: forget,
    markThrown(fingerprint, error) {
      forget(fingerprint)
      if (error instanceof Error) {
        thrownErrors.add(error)
      }
    },
    remember(fingerprint, requested, error) {
      if (fingerprint && requested.every(({ kind }) => kind === "item")) {
        failures.set(fingerprint, { error })
      }
    },
    rememberPrefetch(fingerprint, error) {
      if (fingerprint && !thrownErrors.has(error as WeakKey)) {
        failures.set(fingerprint, { error, isPrefetch: true })
      }
    },
    throwRemembered(fingerprint, requested) {
      const failure = fingerprint && failures.get(fingerprint)
      if (
        failure &&
        (failure.isPrefetch ||
          requested.every(({ kind }) => kind === "shipping"))
      ) {
        failures.delete(fingerprint)
        throw failure.error
      }
    },
  }
}
