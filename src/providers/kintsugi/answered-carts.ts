import { LRUCache } from "lru-cache"
import type { TaxCalculationContext } from "@medusajs/framework/types"
import type { LineInContext } from "../../tax/cart-lines"
import type { TaxLine } from "../../tax/tax-lines"

/** A tax line is a kB: this many are some MB. */
const MAX_TAX_LINES = 5_000

/** Longer than a cart's lock is held, in ms. */
const TTL_MS = 10_000

/** What Kintsugi was asked about a cart, and the tax lines of all its lines. */
export type AnsweredCart = {
  lines: LineInContext[]
  address: TaxCalculationContext["address"] | undefined
  fingerprint: string
  taxLines: TaxLine[]
}

const answeredCarts = new LRUCache<string, AnsweredCart>({
  maxSize: MAX_TAX_LINES,
  ttl: TTL_MS,
  sizeCalculation: ({ taxLines }) => taxLines.length + 1,
})

/**
 * Keeps what Kintsugi last answered for a whole cart, of which Medusa asked
 * about some lines only: what else follows from the answer need not be asked
 * for again.
 *
 * @param answered - `undefined` where it is being asked, or could not be
 */
export const keepAnsweredCart = (
  cartId: string,
  answered: AnsweredCart | undefined
): void => {
  answeredCarts.set(cartId, answered)
}

/** Takes what was answered out of memory: it holds for one settlement. */
export const takeAnsweredCart = (cartId: string): AnsweredCart | undefined => {
  const answered = answeredCarts.get(cartId)
  answeredCarts.delete(cartId)
  return answered
}
