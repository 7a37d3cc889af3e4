import type { MedusaContainer } from "@medusajs/framework/types"
import { Modules } from "@medusajs/framework/utils"

type Item = { product_id?: string | null; is_giftcard?: boolean | null }

/**
 * Order items with the mark `is_giftcard` of their products. Medusa (2.21)
 * copies it to a cart's lines, and leaves it `false` on what an order edit, an
 * exchange, a claim or a draft order adds. Deleted products are read too.
 *
 * One query for all items; none where every line has the mark.
 */
export const withGiftCardMarks = async <T extends Item>(
  items: T[],
  container: MedusaContainer
): Promise<T[]> => {
  const ids = [
    ...new Set(
      items.flatMap(({ product_id, is_giftcard }) =>
        product_id && !is_giftcard ? product_id : []
      )
    ),
  ]
  if (!ids.length) {
    return items
  }
  const products = await container
    .resolve(Modules.PRODUCT)
    .listProducts(
      { id: ids, is_giftcard: true },
      { select: ["id"], take: null as never, withDeleted: true }
    )
  const giftCards = new Set(products.map(({ id }) => id))
  return giftCards.size
    ? items.map((item) =>
        giftCards.has(item.product_id ?? "")
          ? { ...item, is_giftcard: true }
          : item
      )
    : items
}
