import type { ShopVariant } from "../../demo/shop"
import type { Store } from "./store"

/** A product in the shop's storefront, with one variant and no stock. */
export const newProduct = async (
  store: Store,
  {
    title,
    price,
    ...rest
  }: { title: string; price: number; is_giftcard?: boolean }
): Promise<ShopVariant> => {
  const { product } = await store.admin<{
    product: { id: string; variants: { id: string }[] }
  }>("POST", "/admin/products", {
    title,
    ...rest,
    status: "published",
    options: [{ title: "Kind", values: ["Only"] }],
    variants: [
      {
        title: "Only",
        manage_inventory: false,
        options: { Kind: "Only" },
        prices: [{ currency_code: "usd", amount: price }],
      },
    ],
  })
  const { sales_channels } = await store.admin<{
    sales_channels: { id: string }[]
  }>("GET", "/admin/sales-channels?q=Storefront")
  await store.admin(
    "POST",
    `/admin/sales-channels/${sales_channels[0]!.id}/products`,
    { add: [product.id] }
  )
  return {
    productId: product.id,
    variantId: product.variants[0]!.id,
    title,
    sku: "",
  }
}

/** A new gift card in the shop's storefront, worth 50.00 USD. */
export const giftCardOf = (store: Store): Promise<ShopVariant> =>
  newProduct(store, { title: "Gift Card", price: 50, is_giftcard: true })
