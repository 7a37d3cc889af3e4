import { fillCart } from "../../demo/checkout"
import { TEXAS } from "../../demo/purchases"
import type { Shop } from "../../demo/shop"
import type { Api } from "../../scripts/store/api"
import type { Stripe } from "./stripe"

const PROVIDER = "pp_stripe_stripe"

/**
 * Fills a cart, changes it after a payment was begun, and pays it with Stripe.
 *
 * @returns the order's id
 * @throws Error where Stripe would charge anything but the cart's total
 */
export const checkOutWithStripe = async (
  shopper: Api,
  admin: Api,
  shop: Shop,
  stripe: Stripe
): Promise<string> => {
  await admin("POST", `/admin/regions/${shop.regions.us}`, {
    payment_providers: [PROVIDER],
  })
  const { id } = await fillCart(shopper, shop, TEXAS)
  const path = `/store/carts/${id}`
  const { payment_collection } = await shopper<{
    payment_collection: { id: string }
  }>("POST", "/store/payment-collections", { cart_id: id })

  /** The only intent that is open, for the cart's total. */
  const pay = async () => {
    await shopper(
      "POST",
      `/store/payment-collections/${payment_collection.id}/payment-sessions`,
      { provider_id: PROVIDER }
    )
    const { cart } = await shopper<{ cart: { total: number } }>("GET", path)
    const open = stripe.intents.filter(({ status }) => status !== "canceled")
    const cents = Math.round(cart.total * 100)
    if (open.length !== 1 || open[0]!.amount !== cents) {
      throw new Error(
        `Stripe has ${JSON.stringify(open.map(({ amount }) => amount))} for a cart of ${cents}.`
      )
    }
    return open[0]!
  }
  await pay()
  await shopper("POST", `${path}/line-items`, {
    variant_id: shop.variants.coat.variantId,
    quantity: 1,
  })
  await pay()
  await shopper("POST", `${path}/promotions`, {
    promo_codes: [shop.promotionCode],
  })
  stripe.confirm(await pay())
  const placed = await shopper<{ type: string; order: { id: string } }>(
    "POST",
    `${path}/complete`
  )
  if (placed.type !== "order") {
    throw new Error(`The cart is not an order: ${JSON.stringify(placed)}`)
  }
  return placed.order.id
}
