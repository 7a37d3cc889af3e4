import type { MedusaContainer } from "@medusajs/framework/types"
import type { KintsugiTaxContext } from "../../providers/kintsugi/estimate-context"
import type { LineInContext } from "../../tax/cart-lines"
import { placeOfSupply } from "../../tax/place-of-supply"
import type { CartFacts } from "./cart-facts"
import {
  type CartForTax,
  linesOfCart,
  readCartAlone,
  withHandovers,
} from "./read-cart"
import {
  cartContext,
  isLikelyCountryKintsugis,
  mayBeTaxed,
} from "./settle-cart-tax"

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
 * @param known - the cart, where it has been read already, without what its
 * shipping options say of the place
 */
export const wholeCart = async (
  cartId: string,
  facts: CartFacts,
  container: MedusaContainer,
  known?: CartForTax
): Promise<WholeCart | undefined> => {
  const alone = known ?? (await readCartAlone(cartId, container))
  if (!alone || !mayBeTaxed(alone)) {
    return undefined
  }
  const [cart, lines] = await Promise.all([
    withHandovers(alone, facts),
    linesOfCart(alone, facts),
    isLikelyCountryKintsugis(alone, facts),
  ])
  const place = placeOfSupply(cart)
  const country = place?.address.country_code
  if (!place || !country || !(await facts.isKintsugiCountry(country))) {
    return undefined
  }
  const { additional_context } = cartContext(cart, place, lines)
  return { cart, lines, context: additional_context }
}
