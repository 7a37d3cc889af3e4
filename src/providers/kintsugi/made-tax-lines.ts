import { LRUCache } from "lru-cache"
import type { TaxLine } from "../../tax/tax-lines"
import type { CachedEstimate } from "./estimate-cache"

/** A tax line is a kB: this many are some tens of MB. */
const MAX_TAX_LINES = 20_000

export type MadeTaxLines = {
  /**
   * The tax lines made of this answer under this key, or those of `make`. The
   * caller's own, but for what is in their `data`.
   *
   * @param key - all that decides beside the answer: the lines' ids, options
   */
  of(answer: CachedEstimate, key: string, make: () => TaxLine[]): TaxLine[]
}

/**
 * Remembers what was made of an answer: Medusa asks about a cart twice in a
 * row, for its items and for its shipping, and again while nothing changes.
 */
export const createMadeTaxLines = (): MadeTaxLines => {
  const made = new LRUCache<
    CachedEstimate,
    { key: string; taxLines: TaxLine[] }
  >({
    maxSize: MAX_TAX_LINES,
    sizeCalculation: ({ taxLines }) => taxLines.length + 1,
  })
  return {
    of(answer, key, make) {
      const known = made.get(answer)
      const taxLines = known?.key === key ? known.taxLines : make()
      if (taxLines !== known?.taxLines) {
        made.set(answer, { key, taxLines })
      }
      return taxLines.map((taxLine) => ({ ...taxLine }))
    },
  }
}
