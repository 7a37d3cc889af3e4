import type { MedusaContainer } from "@medusajs/framework/types"
import { KINTSUGI_MODULE } from "../../modules/kintsugi"
import type { KintsugiModuleService } from "../../modules/kintsugi/service"
import type { KintsugiTaxContext } from "../../tax/cart/tax-context"
import type { SerializedLine } from "../../tax/cart/cart-lines"
import { placeOfSupply } from "../../tax/cart/place-of-supply"
import type { CartLookups } from "./lookups"
import { getCartRounding, withNormalizedDiscounts } from "./cart-discounts"
import {
  type CartForTax,
  linesOfCart,
  readCartWithoutShippingOptions,
  withPickupInfo,
} from "./read-cart"
import {
  toTaxContext,
  prewarmCountryLookup,
  mayBeTaxed,
} from "./refresh-cart-tax"

export type WholeCart = {
  cart: CartForTax
  lines: SerializedLine[]
  /** For the provider. */
  context: KintsugiTaxContext
}

/**
 * The whole cart for the provider, as it is in the database; `undefined` where
 * Kintsugi does not tax it.
 *
 * @param known - the cart, if it has already been read, without the pickup info
 * of its shipping options
 */
export const readWholeCart = async (
  cartId: string,
  facts: CartLookups,
  container: MedusaContainer,
  known?: CartForTax
): Promise<WholeCart | undefined> => {
  const stored =
    known ?? (await readCartWithoutShippingOptions(cartId, container))
  if (!stored || !mayBeTaxed(stored)) {
    return undefined
  }
  // Kintsugi is then asked about the same cart that the refresh produces.
  const normalized = await withNormalizedDiscounts(
    stored,
    getCartRounding(stored, container),
    facts
  )
  const [cart, lines, isCustomerTrusted] = await Promise.all([
    withPickupInfo(normalized, facts),
    linesOfCart(normalized, facts),
    container
      .resolve<KintsugiModuleService>(KINTSUGI_MODULE)
      .customers.isTrusted(normalized.id, normalized.customer_id),
    prewarmCountryLookup(normalized, facts),
  ])
  const place = placeOfSupply(cart)
  const country = place?.address.country_code
  if (!place || !country || !(await facts.isKintsugiCountry(country))) {
    return undefined
  }
  const { additional_context } = toTaxContext(
    cart,
    place,
    lines,
    isCustomerTrusted
  )
  return { cart, lines, context: additional_context }
}
