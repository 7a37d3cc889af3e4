import { LRUCache } from "lru-cache"
import type { TaxCalculationContext } from "@medusajs/framework/types"
import type { SerializedLine } from "../../tax/cart/cart-lines"
import type { TaxLine } from "../../tax/tax-lines/build-tax-lines"
import { sizeOfTaxLines } from "../../tax/estimate/estimate-size"

/** All tax lines together, in bytes: a few thousand tax lines. */
const MAX_BYTES = 8 * 1024 * 1024

/** The size of a line without its tax lines, in bytes. */
const LINE_BYTES = 1_000

/** Longer than a cart's lock is held, in ms. */
const TTL_MS = 10_000

/** The request that Kintsugi answered, and the tax lines of all its lines. */
export type AnsweredCart = {
  lines: SerializedLine[]
  address: TaxCalculationContext["address"] | undefined
  fingerprint: string
  taxLines: TaxLine[]
}

const answeredCarts = new LRUCache<string, AnsweredCart>({
  maxSize: MAX_BYTES,
  ttl: TTL_MS,
  sizeCalculation: ({ lines, taxLines }) =>
    1 + lines.length * LINE_BYTES + sizeOfTaxLines(taxLines),
})

/**
 * Keeps Kintsugi's latest answer for a whole cart when Medusa asked about some
 * of its lines only, so that the other lines need no second request.
 *
 * @param answered - `undefined` while the request is running, or if it failed
 */
export const saveAnswer = (
  cartId: string,
  answered: AnsweredCart | undefined
): void => {
  answeredCarts.set(cartId, answered)
}

/** Removes the answer from memory and returns it: it serves one refresh. */
export const takeAnswer = (cartId: string): AnsweredCart | undefined => {
  const answered = answeredCarts.get(cartId)
  answeredCarts.delete(cartId)
  return answered
}
