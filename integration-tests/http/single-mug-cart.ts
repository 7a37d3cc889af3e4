import type { KintsugiOptions } from "../../src/options"
import type { Fault, FaultKind } from "../sandbox"
import { type Cart, ADDRESSES, shopperOf } from "./shopper"
import type { Store } from "./store"

const ESTIMATE = "POST /v1/tax/estimate"

/** Short enough for a test, in the proportions of the defaults. */
export const SHORT_DEADLINES = { timeoutMs: 600, deadlineMs: 3_000, retries: 2 }

/** For tests of the store's own rates: nothing that was answered before. */
export const OWN_RATES: { options: KintsugiOptions } = {
  options: { onFailure: "fallback" },
}

export const failAlways = (fault: FaultKind): Fault => ({
  ...fault,
  endpoint: ESTIMATE,
  times: Infinity,
})

export const failOnce = (fault: FaultKind): Fault => ({
  ...fault,
  endpoint: ESTIMATE,
  times: 1,
})

export const taxLinesOf = (cart: Cart) =>
  cart.items.flatMap((item) => item.tax_lines)

/** A cart with one mug at 19.99, about to be taxed in Austin. */
export const createMugCart = async (store: Store) => {
  const shopper = shopperOf(store, { neighbors: true })
  const id = await shopper.createCart()
  await shopper.add(id, store.shop.variants.mug, 1)
  return { id, tax: () => shopper.setAddress(id, ADDRESSES.austin) }
}
