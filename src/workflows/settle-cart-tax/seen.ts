import { LRUCache } from "lru-cache"
import { AsyncLocalStorage } from "node:async_hooks"
import type { LineInContext } from "../../tax/cart-lines"
import type { TaxLineIds } from "../kept-tax-lines"
import type { CartFacts } from "./cart-facts"
import type { CartForTax } from "./read-cart"

/**
 * What a run of a workflow has seen of a cart as Medusa asked for its tax. The
 * settlement at the end of the run need not read it again.
 */
export type Seen = {
  facts: CartFacts
  /**
   * The whole cart that the provider has answered for; or one that has no
   * address yet, all of whose lines say so. Absent: neither.
   */
  as?: SeenCart | IncompleteCart
  /**
   * The lines, by id, whose tax lines the run itself gives back where it fails.
   * Medusa undoes a hook and a workflow before it at the same time, so that the
   * settlement has to undo other lines.
   */
  givenBack: ReadonlySet<string>
  /** What Medusa itself deletes in this run, softly. */
  replaced?: TaxLineIds
}

/** Whether nothing of it is shipped, so that a billing address may decide. */
export type IncompleteCart = { shipsNothing: boolean }

export type SeenCart = {
  whole: CartForTax
  lines: LineInContext[]
  /**
   * The lines whose tax lines have been written since, by id; all others' are
   * as they were read. Absent: every line's.
   */
  asked?: ReadonlySet<string>
}

/** Whether Kintsugi has answered for the cart in this run. */
export const wasAsked = (seen: Seen | undefined): boolean => {
  const as = seen?.as
  return (
    as !== undefined &&
    "lines" in as &&
    (!as.asked || as.lines.some(({ id }) => as.asked?.has(id)))
  )
}

/** Longer than a cart's lock is held, in ms. */
const TTL_MS = 10_000

/** A line is some kB, with all that Medusa reads of its product. */
const MAX_LINES = 2_000

const seenCarts = new LRUCache<string, { transactionId: string; seen: Seen }>({
  maxSize: MAX_LINES,
  ttl: TTL_MS,
  sizeCalculation: ({ seen: { as } }) =>
    as && "lines" in as ? 1 + as.lines.length : 1,
})

/** @param transactionId - of the workflow in which Medusa asked */
export const remember = (
  cartId: string,
  transactionId: string | undefined,
  seen: Seen
): void => {
  if (transactionId) {
    seenCarts.set(cartId, { transactionId, seen })
  }
}

/**
 * Takes what was seen out of memory: it holds for one settlement.
 *
 * @param transactionId - of the workflow that settles; only what it saw itself,
 * in a workflow that is a step of it, is given
 */
export const takeSeen = (
  cartId: string,
  transactionId: string | undefined
): Seen | undefined => {
  const found = seenCarts.get(cartId)
  seenCarts.delete(cartId)
  // Medusa names the transaction of such a workflow after the outer one's.
  return transactionId && found?.transactionId.endsWith(`-${transactionId}`)
    ? found.seen
    : undefined
}

/** A request to a route that writes tax lines and does no more. */
export type TaxRequest = {
  /** The cart, by id, whose tax lines were all written for it as it stands. */
  taxed?: string
  /** What Medusa has deleted for it, softly. */
  replaced?: TaxLineIds
}

const requests = new AsyncLocalStorage<TaxRequest>()

export const duringTaxRequest = (request: TaxRequest, act: () => void): void =>
  requests.run(request, act)

export const currentTaxRequest = (): TaxRequest | undefined =>
  requests.getStore()
