import {
  type Store,
  type TypedAddress,
  clientOf,
  toAddressBody,
} from "./store-client"

/**
 * Has the store ask Kintsugi about a cart at the address that the shopper has
 * typed, while they fill in the rest of the form: when the cart then gets this
 * address, the answer is already there. The cart does not change. Call it once
 * the address is complete, from the shopper's browser: the route limits requests
 * by IP address.
 *
 * @param store - for a signed-in shopper, the client that they are signed in
 * with: otherwise the cart counts as a guest's
 * @param address - as the cart will get it; further fields (names, phone) are
 * not sent
 * @returns whether Kintsugi is being asked. Not where nothing would be gained:
 * the address is incomplete, the cart has no items or already has shipping, or
 * Kintsugi answers at once; nor where the store refuses the request or can't be
 * reached
 * @throws what `signal` was aborted with, and nothing else
 *
 * @example
 * await prefetchTax(sdk.client, cart.id, address)
 */
export const prefetchTax = async (
  store: Store,
  cartId: string,
  address: TypedAddress,
  { signal }: { signal?: AbortSignal } = {}
): Promise<boolean> => {
  try {
    const answer = await clientOf(store).fetch(
      `/store/kintsugi/carts/${encodeURIComponent(cartId)}/prefetch-tax`,
      { method: "POST", body: toAddressBody(address), signal }
    )
    return (answer as { prefetching?: unknown } | null)?.prefetching === true
  } catch {
    signal?.throwIfAborted()
    return false
  }
}
