import { LRUCache } from "lru-cache"
import type { TaxLine } from "../../../tax/tax-lines/build-tax-lines"
import type { CachedEstimate } from "../../../tax/estimate/estimate-size"
import {
  sizeOfEstimate,
  sizeOfTaxLines,
} from "../../../tax/estimate/estimate-size"

/**
 * All tax lines together, in bytes, and the answers that they were made from: a
 * tax line takes about 1 kB, unless Kintsugi's answer is unusually large.
 */
const MAX_BYTES = 32 * 1024 * 1024

export type TaxLineCache = {
  /**
   * The cached tax lines for this answer and key, or those that `make` returns.
   * The caller may change them, except what is in their `data`.
   *
   * @param key - everything else that they depend on: the lines' ids, options
   */
  getOrMake(
    answer: CachedEstimate,
    key: string,
    make: () => TaxLine[]
  ): TaxLine[]
}

/**
 * Caches the tax lines made from an answer: Medusa asks about a cart twice in a
 * row, for its items and for its shipping, and again while nothing changes.
 */
export const createTaxLineCache = (): TaxLineCache => {
  const cache = new LRUCache<
    CachedEstimate,
    { key: string; taxLines: TaxLine[] }
  >({
    maxSize: MAX_BYTES,
    sizeCalculation: ({ taxLines }, answer) =>
      sizeOfEstimate(answer) + sizeOfTaxLines(taxLines),
  })
  return {
    getOrMake(answer, key, make) {
      const cached = cache.get(answer)
      const taxLines = cached?.key === key ? cached.taxLines : make()
      if (taxLines !== cached?.taxLines) {
        cache.set(answer, { key, taxLines })
      }
      return taxLines.map((taxLine) => ({ ...taxLine }))
    },
  }
}
