import { LRUCache } from "lru-cache"
import type { AskedLine } from "../../tax/taxable-lines"

/** Medusa's next call follows at once. */
const TTL_MS = 2_000
const MAX_FAILURES = 1_000

export type RecentFailures = {
  /** Keeps the failure of a call about items for the call about shipping. */
  remember(
    fingerprint: string | undefined,
    asked: AskedLine[],
    error: unknown
  ): void
  /** Keeps the failure of what was asked ahead for Medusa's own call. */
  rememberAhead(fingerprint: string | undefined, error: unknown): void
  /** Kintsugi has answered since. */
  forget(fingerprint: string | undefined): void
  /** Medusa's own call has met this failure: nobody is to meet it again. */
  met(fingerprint: string | undefined, error: unknown): void
  /**
   * Fails a call about shipping as that about the items just has, and any call
   * of Medusa's as what was asked ahead of it; once.
   */
  throwAgain(fingerprint: string | undefined, asked: AskedLine[]): void
}

/**
 * Medusa asks about a cart twice in a row, for its items and for its shipping.
 * When the first has waited for Kintsugi in vain, the second does not wait
 * again, so that the cart's lock is held for one deadline and not for two.
 */
export const createRecentFailures = (): RecentFailures => {
  const failures = new LRUCache<string, { error: unknown; isAhead?: true }>({
    max: MAX_FAILURES,
    ttl: TTL_MS,
  })
  /** Who asks ahead and who asks may wait for the same answer. */
  const known = new WeakSet<WeakKey>()
  const forget = (fingerprint: string | undefined) => {
    if (fingerprint) {
      failures.delete(fingerprint)
    }
  }
  return {
    forget,
    met(fingerprint, error) {
      forget(fingerprint)
      if (error instanceof Error) {
        known.add(error)
      }
    },
    remember(fingerprint, asked, error) {
      if (fingerprint && asked.every(({ kind }) => kind === "item")) {
        failures.set(fingerprint, { error })
      }
    },
    rememberAhead(fingerprint, error) {
      if (fingerprint && !known.has(error as WeakKey)) {
        failures.set(fingerprint, { error, isAhead: true })
      }
    },
    throwAgain(fingerprint, asked) {
      const failure = fingerprint && failures.get(fingerprint)
      if (
        failure &&
        (failure.isAhead || asked.every(({ kind }) => kind === "shipping"))
      ) {
        failures.delete(fingerprint)
        throw failure.error
      }
    },
  }
}
