import { TEXAS } from "../demo/purchases"
import type { BenchStore } from "./stores"

let checkouts = 0

/** What a storefront does once the address is typed, before the cart gets it. */
export type WhileTyping = (cartId: string, address: object) => Promise<void>

/**
 * Buys two items, from the empty cart to the order, as a storefront does.
 * Never uses the same cart and address twice, so that no answer of Kintsugi is
 * cached from an earlier checkout.
 *
 * @returns the order's id
 */
export const wholeCheckout = async (
  store: BenchStore,
  whileTyping?: WhileTyping
): Promise<string> => {
  try {
    return await checkOut(store, whileTyping)
  } catch (error) {
    throw new Error(
      `${(error as Error).message}\nThe store:\n${store.said()}`,
      {
        cause: error,
      }
    )
  }
}

const checkOut = async (
  { shopper, shop }: BenchStore,
  whileTyping: WhileTyping | undefined
): Promise<string> => {
  checkouts++
  const { cart } = await shopper<{ cart: { id: string } }>(
    "POST",
    "/store/carts",
    { region_id: shop.regions.us, email: "shopper@example.com" }
  )
  const path = `/store/carts/${cart.id}`
  for (const [variant, quantity] of [
    [shop.variants.mug, 1 + (checkouts % 7)],
    [shop.variants.giftWrap, 1 + (checkouts % 5)],
  ] as const) {
    await shopper("POST", `${path}/line-items`, {
      variant_id: variant.variantId,
      quantity,
    })
  }
  const shipping_address = {
    ...TEXAS.address,
    address_1: `${checkouts} Congress Ave`,
  }
  await whileTyping?.(cart.id, shipping_address)
  await shopper("POST", path, { shipping_address })
  await shopper("POST", `${path}/shipping-methods`, {
    option_id: shop.shippingOptions.standard,
  })
  await shopper("POST", `${path}/taxes`)
  const { payment_collection } = await shopper<{
    payment_collection: { id: string }
  }>("POST", "/store/payment-collections", { cart_id: cart.id })
  await shopper(
    "POST",
    `/store/payment-collections/${payment_collection.id}/payment-sessions`,
    { provider_id: "pp_system_default" }
  )
  await shopper("POST", `${path}/taxes`)
  const { order } = await shopper<{
    order?: { id: string; tax_total: number }
  }>("POST", `${path}/complete`)
  if (!order?.tax_total) {
    throw new Error(`The cart ${cart.id} did not become an order with tax.`)
  }
  return order.id
}
