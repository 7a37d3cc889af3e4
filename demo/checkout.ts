import type { Api } from "../scripts/store/api"
import type { Purchase } from "./purchases"
import type { Shop } from "./shop"

export type TaxLine = {
  code: string
  description: string
  /** In percent. */
  rate: number
  provider_id: string
  data: {
    source?: string
    jurisdiction?: { name: string; rate: string; amount: string }
  } | null
}

/** What a line item and a shipping method share. */
export type Line = {
  subtotal: number
  tax_total: number
  tax_lines: TaxLine[]
}

export type Cart = {
  id: string
  currency_code: string
  items: (Line & { title: string; quantity: number })[]
  shipping_methods: (Line & { name: string })[]
  item_subtotal: number
  shipping_subtotal: number
  tax_total: number
  total: number
}

export type Order = Cart & { id: string; display_id: number }

const FIELDS =
  "fields=*items,*items.tax_lines,*shipping_methods,*shipping_methods.tax_lines"

/** Fills a cart up to the step before payment, as a storefront does. */
export const fillCart = async (
  shopper: Api,
  shop: Shop,
  { region, address, items }: Purchase
): Promise<Cart> => {
  const created = await shopper<{ cart: Cart }>("POST", "/store/carts", {
    region_id: shop.regions[region],
    email: "shopper@example.com",
    items: items.map(({ variant, quantity }) => ({
      variant_id: shop.variants[variant].variantId,
      quantity,
    })),
  })
  const path = `/store/carts/${created.cart.id}`
  await shopper("POST", path, { shipping_address: address })
  await shopper("POST", `${path}/shipping-methods`, {
    option_id: shop.shippingOptions.standard,
  })
  const { cart } = await shopper<{ cart: Cart }>("GET", `${path}?${FIELDS}`)
  return cart
}

/** Pays and places the order. */
export const placeOrder = async (
  shopper: Api,
  cartId: string
): Promise<Order> => {
  const { payment_collection } = await shopper<{
    payment_collection: { id: string }
  }>("POST", "/store/payment-collections", { cart_id: cartId })
  await shopper(
    "POST",
    `/store/payment-collections/${payment_collection.id}/payment-sessions`,
    { provider_id: "pp_system_default" }
  )
  const completed = await shopper<{
    type: "order" | "cart"
    order?: { id: string }
    error?: { message: string }
  }>("POST", `/store/carts/${cartId}/complete`)
  if (!completed.order) {
    throw new Error(
      `The cart could not be completed: ${completed.error?.message}`
    )
  }
  const { order } = await shopper<{ order: Order }>(
    "GET",
    `/store/orders/${completed.order.id}?${FIELDS}`
  )
  return order
}
