import type { MedusaRequest, MedusaResponse } from "@medusajs/framework/http"
import {
  predictCartAtAddress,
  prefetchForAddress,
} from "../../../../../../workflows/cart-tax/prefetch"
import type { PrefetchTaxBody } from "../../../validators"

/**
 * Asks Kintsugi about a cart at the address that a shopper is typing, and does
 * not wait for the answer. The cart does not change.
 */
export const POST = async (
  req: MedusaRequest<PrefetchTaxBody>,
  res: MedusaResponse
): Promise<void> => {
  const cart = await predictCartAtAddress(
    req.params.id ?? "",
    { address: req.validatedBody },
    req.scope
  )
  if (cart) {
    // The request that sets the address meets the same failure, and reports it.
    prefetchForAddress(cart, { isTyping: true }, req.scope).catch(
      () => undefined
    )
  }
  res.status(202).json({ prefetching: Boolean(cart) })
}
