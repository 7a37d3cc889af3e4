import { LRUCache } from "lru-cache"
import { AsyncLocalStorage } from "node:async_hooks"
import type { TaxCalculationContext } from "@medusajs/framework/types"
import type { SerializedLine } from "../../tax/cart/cart-lines"
import type { TaxLine } from "../../tax/tax-lines/build-tax-lines"
import { sizeOfTaxLines } from "../../tax/estimate/estimate-size"

/**
 * What the parts of a cart's journey tell each other where Medusa has no
 * argument for it. This is the only such channel, and it stays in one process:
 *
 * - By cart, for ten seconds at most. {@link saveRunState}: what the hook
 *   before a tax calculation read. {@link saveAnswer}: what Kintsugi answered
 *   for the whole cart, of which Medusa keeps the lines that it asked about.
 *   The refresh at the end of the same workflow run takes both, each once, and
 *   so need not read and ask again. Without them it reads and asks: they save
 *   time, and decide nothing.
 * - By request ({@link runInRequestScope}): who makes it, and what the hook
 *   found in a request to the route that writes tax lines.
 */

/** How long both are kept, in ms: longer than a cart's lock is held. */
const TTL_MS = 10_000

/** The tax lines, by id, on items and on shipping methods. */
export type TaxLineIds = Record<"items" | "shippingMethods", string[]>

/**
 * What a workflow run saw of a cart when Medusa asked for its tax. The refresh
 * at the end of the run need not read it again.
 *
 * @typeParam Lookups - `CartLookups`, which the workflows define
 * @typeParam Cart - `CartForTax`, likewise
 */
export type RunState<Lookups = unknown, Cart = unknown> = {
  lookups: Lookups
  /**
   * The whole cart that the provider has answered for, or a cart that has no
   * address yet and whose lines all say so. Absent: neither.
   */
  cart?: CartInRun<Cart> | CartWithoutAddress
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
type CartWithoutAddress = { shipsNothing: boolean }

type CartInRun<Cart> = {
  whole: Cart
  lines: SerializedLine[]
  /**
   * The lines, by id, whose tax lines have been written since; the tax lines of
   * all others are as they were read. Absent: all lines.
   */
  writtenLineIds?: ReadonlySet<string>
}

/** A line is some kB, with all that Medusa reads of its product. */
const MAX_LINES = 2_000

const runs = new LRUCache<
  string,
  { transactionId: string; runState: RunState }
>({
  maxSize: MAX_LINES,
  ttl: TTL_MS,
  sizeCalculation: ({ runState: { cart } }) =>
    cart && "lines" in cart ? 1 + cart.lines.length : 1,
})

/** @param transactionId - of the workflow in which Medusa asked */
export const saveRunState = (
  cartId: string,
  transactionId: string | undefined,
  runState: RunState
): void => {
  if (transactionId) {
    runs.set(cartId, { transactionId, runState })
  }
}

/**
 * Takes a run state out of memory: it is valid for one refresh.
 *
 * @param transactionId - of the workflow that refreshes; returns only a state
 * from a workflow that is a step of it, with everything that it was saved with
 */
export const takeRunState = (
  cartId: string,
  transactionId: string | undefined
): RunState | undefined => {
  const run = runs.get(cartId)
  runs.delete(cartId)
  // Medusa names the transaction of such a step after the outer workflow's.
  return transactionId && run?.transactionId.endsWith(`-${transactionId}`)
    ? run.runState
    : undefined
}

/** Whether Kintsugi has answered for the cart in this run. */
export const hasAnswer = (runState: RunState | undefined): boolean => {
  const cart = runState?.cart
  return (
    cart !== undefined &&
    "lines" in cart &&
    (!cart.writtenLineIds ||
      cart.lines.some(({ id }) => cart.writtenLineIds?.has(id)))
  )
}

/** The request that Kintsugi answered, and the tax lines of all its lines. */
export type AnsweredCart = {
  lines: SerializedLine[]
  address: TaxCalculationContext["address"] | undefined
  fingerprint: string
  taxLines: TaxLine[]
}

/** All tax lines together, in bytes: a few thousand tax lines. */
const MAX_BYTES = 8 * 1024 * 1024

/** The size of a line without its tax lines, in bytes. */
const LINE_BYTES = 1_000

const answers = new LRUCache<string, AnsweredCart>({
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
  answers.set(cartId, answered)
}

/** Removes the answer from memory and returns it: it serves one refresh. */
export const takeAnswer = (cartId: string): AnsweredCart | undefined => {
  const answered = answers.get(cartId)
  answers.delete(cartId)
  return answered
}

/** What is known to everything that a request starts. */
type RequestScope = {
  requester?: Requester
  taxRequest?: TaxRequest
}

/** Who makes a request, by its session or token. */
export type Requester =
  /** `customerId` absent: the shopper is not signed in. */
  { as: "shopper"; customerId?: string } | { as: "merchant" }

/** A request to a route that writes tax lines and does nothing else. */
export type TaxRequest = {
  /** The id of the cart, once all its tax lines match its current state. */
  taxedCartId?: string
  /** The tax lines that Medusa has soft-deleted for it. */
  replaced?: TaxLineIds
}

const requests = new AsyncLocalStorage<RequestScope>()

/** Adds to what is known to everything that `act` starts. */
export const runInRequestScope = (scope: RequestScope, act: () => void): void =>
  requests.run({ ...requests.getStore(), ...scope }, act)

/** Empty outside of the routes that the plugin wraps. */
export const currentRequest = (): RequestScope => requests.getStore() ?? {}
