import type { ShopVariant } from "../../demo/shop"
import type { Store } from "./store"

/** A new gift card in the shop's storefront, worth 50.00 USD. */
export const giftCardOf = async (store: Store): Promise<ShopVariant> => {
  const title = "Gift Card"
  const { product } = await store.admin<{
    product: { id: string; variants: { id: string }[] }
  }>("POST", "/admin/products", {
    title,
    status: "published",
    is_giftcard: true,
    options: [{ title: "Value", values: ["50"] }],
    variants: [
      {
        title: "50",
        manage_inventory: false,
        options: { Value: "50" },
        prices: [{ currency_code: "usd", amount: 50 }],
      },
    ],
  })
  const { sales_channels } = await store.admin<{
    sales_channels: { id: string }[]
  }>("GET", "/admin/sales-channels?q=Storefront")
  await store.admin(
    "POST",
    `/admin/sales-channels/${sales_channels[0]?.id}/products`,
    { add: [product.id] }
  )
  return {
    productId: product.id,
    variantId: product.variants[0]!.id,
    title,
    sku: "",
  }
}
