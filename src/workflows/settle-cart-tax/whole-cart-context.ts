import type { MedusaContainer } from "@medusajs/framework/types"
import type { KintsugiTaxContext } from "../../providers/kintsugi/estimate-context"
import { placeOfSupply } from "../../tax/place-of-supply"
import { isKintsugiCountry } from "../kintsugi-regions"
import { linesOfCart, readCart } from "./read-cart"
import { cartContext } from "./settle-cart-tax"

/**
 * The whole cart for the provider, as it stands in the database; `undefined`
 * where Kintsugi does not tax it.
 */
export const wholeCartContext = async (
  cartId: string,
  container: MedusaContainer
): Promise<KintsugiTaxContext | undefined> => {
  const cart = await readCart(cartId, container)
  const place = cart && placeOfSupply(cart)
  const country = place?.address.country_code
  if (!cart || !country || !(await isKintsugiCountry(country, container))) {
    return undefined
  }
  return cartContext(cart, place, await linesOfCart(cart, container))
    .additional_context
}
