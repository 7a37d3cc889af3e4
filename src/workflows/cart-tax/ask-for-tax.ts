import type {
  MedusaContainer,
  TaxCalculationContext,
} from "@medusajs/framework/types"
import { Modules } from "@medusajs/framework/utils"
import { shipsNothing, toTaxAddress } from "../../tax/cart/place-of-supply"
import type { KintsugiTaxContext } from "../../tax/cart/tax-context"
import type { TaxLine } from "../../tax/tax-lines/build-tax-lines"
import type { CheckedCart } from "./is-up-to-date"
import type { LoadedCart } from "./load-cart"
import type { CartForTax } from "./read-cart"

/**
 * Asks Medusa's Tax Module, and through it the plugin's provider, about all
 * lines of a cart.
 *
 * @param isPrefetch - whether nothing waits for the answer
 * @throws MedusaError as the provider does; for a prefetch, the error that
 * prevented an answer
 */
export const askForTax = (
  checked: CheckedCart,
  { isPrefetch = false }: { isPrefetch?: boolean },
  container: MedusaContainer
): Promise<TaxLine[]> => {
  const { kintsugi } = toTaxContext(checked)
  return container
    .resolve(Modules.TAX)
    .getTaxLines(toTaxModuleLines(checked.cart), {
      address: toTaxAddress(checked.place.address),
      customer: checked.customer,
      is_return: false,
      additional_context: {
        kintsugi: isPrefetch ? { ...kintsugi, prefetch: true } : kintsugi,
      },
    } as TaxCalculationContext)
}

/** What the provider needs to tax the whole cart, as `additional_context`. */
export const toTaxContext = ({
  cart,
  place,
  lines,
  isCustomerTrusted,
  areSettingsRead,
}: Omit<LoadedCart, "stored">): KintsugiTaxContext => ({
  kintsugi: {
    external_id: cart.id,
    replaces: true,
    lines,
    address: toTaxAddress(place.address),
    address_type: place.type,
    ships_nothing: shipsNothing(cart),
    customer_trusted: isCustomerTrusted,
    settings_read: areSettingsRead,
  },
})

/** The shapes in which Medusa's own workflows ask the Tax Module. */
export const toTaxModuleLines = (
  cart: Pick<CartForTax, "currency_code" | "items" | "shipping_methods">
) => [
  ...(cart.items ?? [])
    .filter(({ is_giftcard }) => !is_giftcard)
    .map((item) => ({
      id: item.id,
      product_id: item.product_id ?? "",
      product_type_id: item.product_type_id ?? undefined,
      quantity: item.quantity,
      unit_price: item.unit_price,
      currency_code: cart.currency_code,
    })),
  ...(cart.shipping_methods ?? []).map((method) => ({
    id: method.id,
    shipping_option_id: method.shipping_option_id ?? "",
    unit_price: method.amount,
    currency_code: cart.currency_code,
  })),
]
