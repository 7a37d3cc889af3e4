import Medusa from "@medusajs/js-sdk"
import type {
  StoreCart,
  StoreCartShippingOption,
  StoreOrder,
  StoreProduct,
} from "@medusajs/types"
import { prefetchTax, validateAddress } from "medusa-plugin-kintsugi/storefront"
import type { ShopOnPage } from "../shop-on-page"

const FIELDS =
  "*items,*items.tax_lines,*shipping_methods,*shipping_methods.tax_lines,*shipping_address,*promotions,*payment_collection,+email"

export type Address = {
  first_name: string
  last_name: string
  address_1: string
  city: string
  province: string
  postal_code: string
  country_code: string
}

/** The shop, through its Store API. */
export const openShop = (shop: ShopOnPage) => {
  const sdk = new Medusa({
    baseUrl: shop.storeUrl,
    publishableKey: shop.publishableKey,
  })
  const read = async (cartId: string): Promise<StoreCart> =>
    (await sdk.store.cart.retrieve(cartId, { fields: FIELDS })).cart

  /** Waits for a change of the cart, and reads the cart after it. */
  const readAfter = async (
    cartId: string,
    change: Promise<unknown>
  ): Promise<StoreCart> => {
    await change
    return read(cartId)
  }

  return {
    shop,

    products: async (): Promise<StoreProduct[]> =>
      (
        await sdk.store.product.list({
          region_id: shop.regions.us,
          fields: "*variants.calculated_price",
        })
      ).products,

    createCart: async (): Promise<StoreCart> => {
      const { cart } = await sdk.store.cart.create({
        region_id: shop.regions.us,
        email: "shopper@example.com",
      })
      return read(cart.id)
    },

    add: (cart: StoreCart, variantId: string) =>
      readAfter(
        cart.id,
        sdk.store.cart.createLineItem(cart.id, {
          variant_id: variantId,
          quantity: 1,
        })
      ),

    setQuantity: (cart: StoreCart, itemId: string, quantity: number) =>
      readAfter(
        cart.id,
        quantity
          ? sdk.store.cart.updateLineItem(cart.id, itemId, { quantity })
          : sdk.store.cart.deleteLineItem(cart.id, itemId)
      ),

    validate: (address: Address) => validateAddress(sdk.client, address),

    prefetchTax: (cart: StoreCart, address: Address) =>
      prefetchTax(sdk.client, cart.id, address),

    setAddress: async (cart: StoreCart, address: Address) => {
      const region_id =
        address.country_code === "us" ? shop.regions.us : shop.regions.de
      const { province, ...rest } = address
      return readAfter(
        cart.id,
        sdk.store.cart.update(cart.id, {
          region_id,
          shipping_address: { ...rest, ...(province && { province }) },
        })
      )
    },

    shippingOptions: async (
      cart: StoreCart
    ): Promise<StoreCartShippingOption[]> =>
      (await sdk.store.fulfillment.listCartOptions({ cart_id: cart.id }))
        .shipping_options,

    ship: (cart: StoreCart, optionId: string) =>
      readAfter(
        cart.id,
        sdk.store.cart.addShippingMethod(cart.id, { option_id: optionId })
      ),

    promote: (cart: StoreCart, code: string) =>
      readAfter(
        cart.id,
        sdk.client.fetch(`/store/carts/${cart.id}/promotions`, {
          method: "POST",
          body: { promo_codes: [code] },
        })
      ),

    placeOrder: async (cart: StoreCart): Promise<StoreOrder> => {
      await sdk.store.payment.initiatePaymentSession(cart, {
        provider_id: "pp_system_default",
      })
      const completed = await sdk.store.cart.complete(cart.id)
      if (completed.type !== "order") {
        throw new Error(completed.error.message)
      }
      return (
        await sdk.store.order.retrieve(completed.order.id, {
          fields:
            "*items,*items.tax_lines,*shipping_methods,*shipping_methods.tax_lines",
        })
      ).order
    },
  }
}

export type Shop = ReturnType<typeof openShop>
