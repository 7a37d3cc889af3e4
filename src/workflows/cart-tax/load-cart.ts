import type { MedusaContainer } from "@medusajs/framework/types"
import { KINTSUGI_MODULE } from "../../modules/kintsugi"
import type { KintsugiModuleService } from "../../modules/kintsugi/service"
import type { SerializedLine } from "../../tax/cart/cart-lines"
import {
  type PlaceOfSupply,
  placeOfSupply,
} from "../../tax/cart/place-of-supply"
import { getCartRounding, withNormalizedDiscounts } from "./cart-discounts"
import type { CartLookups } from "./lookups"
import { type CartForTax, linesOfCart, withPickupInfo } from "./read-cart"

/** A cart that Kintsugi taxes, with all that its tax depends on. */
export type LoadedCart = {
  /** As it was read. */
  stored: CartForTax
  /** With normalized discounts and the pickup info of its shipping options. */
  cart: CartForTax
  place: PlaceOfSupply
  lines: SerializedLine[]
  /** See `KintsugiModuleService.isCustomerTrusted`. */
  isCustomerTrusted: boolean
  /** See `KintsugiTaxContext`. */
  areSettingsRead: boolean
}

/**
 * Loads a cart for tax: adds to what was read all else that its tax depends on.
 * What Kintsugi is asked about and what decides whether tax is up to date are
 * both made of this.
 *
 * @param stored - as it is in the database, or as it is about to be; without
 * the pickup info of its shipping options
 * @param isCustomerTrusted - if the caller is already reading it
 * @returns `undefined` where Kintsugi does not tax the cart
 */
export const loadCart = async (
  stored: CartForTax | undefined,
  lookups: CartLookups,
  container: MedusaContainer,
  isCustomerTrusted?: Promise<boolean>
): Promise<LoadedCart | undefined> => {
  if (!stored || !mayBeTaxed(stored)) {
    return undefined
  }
  const normalized = await withNormalizedDiscounts(
    stored,
    getCartRounding(stored, container),
    lookups
  )
  const [cart, lines, isTrusted, areSettingsRead] = await Promise.all([
    withPickupInfo(normalized, lookups),
    linesOfCart(normalized, lookups),
    isCustomerTrusted ?? readIsCustomerTrusted(normalized, container),
    readSettings(container),
  ])
  const place = placeOfSupply(cart)
  const country = place?.address.country_code
  return place && country && (await lookups.isKintsugiCountry(country))
    ? {
        stored,
        cart,
        place,
        lines,
        isCustomerTrusted: isTrusted,
        areSettingsRead,
      }
    : undefined
}

/**
 * Has the provider's settings read in the same statement as the rest.
 *
 * @returns false where they can't be read: then the provider decides
 */
const readSettings = (container: MedusaContainer): Promise<boolean> =>
  container
    .resolve<KintsugiModuleService>(KINTSUGI_MODULE)
    .settings.getEffective()
    .then(
      () => true,
      () => false
    )

/** Whether the cart has anything that may decide its place of supply. */
export const mayBeTaxed = ({
  shipping_address,
  billing_address,
  shipping_methods,
}: CartForTax): boolean =>
  Boolean(
    shipping_address?.country_code ||
    billing_address?.country_code ||
    shipping_methods?.length
  )

export const readIsCustomerTrusted = (
  { id, customer_id }: CartForTax,
  container: MedusaContainer
): Promise<boolean> =>
  container
    .resolve<KintsugiModuleService>(KINTSUGI_MODULE)
    .customers.isTrusted(id, customer_id)
