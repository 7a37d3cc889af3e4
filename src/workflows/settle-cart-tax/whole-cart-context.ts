import type { MedusaContainer } from "@medusajs/framework/types"
import type { KintsugiTaxContext } from "../../providers/kintsugi/estimate-context"
import type { LineInContext } from "../../tax/cart-lines"
import { placeOfSupply } from "../../tax/place-of-supply"
import type { CartFacts } from "./cart-facts"
import { type CartForTax, linesOfCart, readCart } from "./read-cart"
import { cartContext } from "./settle-cart-tax"

export type WholeCart = {
  cart: CartForTax
  lines: LineInContext[]
  /** For the provider. */
  context: KintsugiTaxContext
}

/**
 * The whole cart for the provider, as it stands in the database; `undefined`
 * where Kintsugi does not tax it.
 *
 * @param known - the cart, where it has been read already
 */
export const wholeCart = async (
  cartId: string,
  facts: CartFacts,
  container: MedusaContainer,
  known?: CartForTax
): Promise<WholeCart | undefined> => {
  const cart = known ?? (await readCart(cartId, container, facts))
  const place = cart && placeOfSupply(cart)
  const country = place?.address.country_code
  if (!cart || !country) {
    return undefined
  }
  const [isKintsugis, lines] = await Promise.all([
    facts.isKintsugiCountry(country),
    linesOfCart(cart, facts),
  ])
  if (!isKintsugis) {
    return undefined
  }
  const { additional_context } = cartContext(cart, place, lines)
  return { cart, lines, context: additional_context }
}
