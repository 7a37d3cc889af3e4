import { LRUCache } from "lru-cache"
import { AsyncLocalStorage } from "node:async_hooks"
import type { SerializedLine } from "../../tax/cart/cart-lines"
import type { TaxLineIds } from "./tax-line-store"
import type { CartLookups } from "./lookups"
import type { CartForTax } from "./read-cart"

/**
 * What a workflow run saw of a cart when Medusa asked for its tax. The refresh
 * at the end of the run need not read it again.
 */
export type RunState = {
  lookups: CartLookups
  /**
   * The whole cart that the provider has answered for, or a cart that has no
   * address yet and whose lines all say so. Absent: neither.
   */
  cart?: CartInRun | IncompleteCart
  /**
   * The lines, by id, whose tax lines the run itself restores if it fails.
   * Medusa rolls back a hook and the workflow before it at the same time, so
   * that the refresh must revert only the other lines.
   */
  restoredByRun: ReadonlySet<string>
  /** The tax lines that Medusa itself soft-deletes in this run. */
  replaced?: TaxLineIds
}

/**
 * A cart without an address; its billing address may decide if it ships
 * nothing.
 */
export type IncompleteCart = { shipsNothing: boolean }

export type CartInRun = {
  whole: CartForTax
  lines: SerializedLine[]
  /**
   * The lines, by id, whose tax lines have been written since; the tax lines of
   * all others are as they were read. Absent: all lines.
   */
  writtenLineIds?: ReadonlySet<string>
}

/** Whether Kintsugi has answered for the cart in this run. */
export const hasAnswer = (seen: RunState | undefined): boolean => {
  const as = seen?.cart
  return (
    as !== undefined &&
    "lines" in as &&
    (!as.writtenLineIds ||
      as.lines.some(({ id }) => as.writtenLineIds?.has(id)))
  )
}

/** Longer than a cart's lock is held, in ms. */
const TTL_MS = 10_000

/** A line is some kB, with all that Medusa reads of its product. */
const MAX_LINES = 2_000

const seenCarts = new LRUCache<
  string,
  { transactionId: string; seen: RunState }
>({
  maxSize: MAX_LINES,
  ttl: TTL_MS,
  sizeCalculation: ({ seen: { cart: as } }) =>
    as && "lines" in as ? 1 + as.lines.length : 1,
})

/** @param transactionId - of the workflow in which Medusa asked */
export const saveRunState = (
  cartId: string,
  transactionId: string | undefined,
  seen: RunState
): void => {
  if (transactionId) {
    seenCarts.set(cartId, { transactionId, seen })
  }
}

/**
 * Takes a run state out of memory: it is valid for one refresh.
 *
 * @param transactionId - of the workflow that refreshes; returns only a state
 * from a workflow that is a step of it
 */
export const takeRunState = (
  cartId: string,
  transactionId: string | undefined
): RunState | undefined => {
  const found = seenCarts.get(cartId)
  seenCarts.delete(cartId)
  // Medusa names the transaction of such a step after the outer workflow's.
  return transactionId && found?.transactionId.endsWith(`-${transactionId}`)
    ? found.seen
    : undefined
}

/** A request to a route that writes tax lines and does nothing else. */
export type TaxRequest = {
  /** The id of the cart, once all its tax lines match its current state. */
  taxedCartId?: string
  /** The tax lines that Medusa has soft-deleted for it. */
  replaced?: TaxLineIds
}

const requests = new AsyncLocalStorage<TaxRequest>()

export const withTaxRequest = (request: TaxRequest, act: () => void): void =>
  requests.run(request, act)

export const currentTaxRequest = (): TaxRequest | undefined =>
  requests.getStore()
