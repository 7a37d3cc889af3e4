import type { KintsugiProduct } from "../../kintsugi-api"
import { isSameCategory } from "../../tax/products/classify"
import type { ProductCategory } from "../../tax/cart/taxable-line"

export type ProductToSend = {
  title: string
  /** How the merchant classified it in Medusa. */
  classification?: ProductCategory
  /** For products without any classification. */
  fallback: ProductCategory
  /** The categories that come from Medusa if Kintsugi has them. */
  synced: ProductCategory[]
}

export type ProductAtKintsugi = {
  name: string
  category: ProductCategory
  /** Whether the category is ours: not classified at Kintsugi. */
  isOurs: boolean
  /** Whether the product has to be sent to Kintsugi. */
  isChange: boolean
}

/**
 * What a product should be at Kintsugi, which currently has it as `theirs`. The
 * first of these decides on its category:
 *
 * 1. the classification in Medusa
 * 2. the classification at Kintsugi: a category there that we did not send
 * 3. the options' defaults, even if we sent another category before: a
 *    classification that was cleared in Medusa is cleared at Kintsugi too
 */
export const productAtKintsugi = ({
  title,
  classification,
  fallback,
  synced,
  theirs,
}: ProductToSend & { theirs?: KintsugiProduct }): ProductAtKintsugi => {
  const current = theirs && {
    category: theirs.product_category,
    subcategory: theirs.product_subcategory,
  }
  const isClassifiedThere =
    current && !synced.some((ours) => isSameCategory(ours, current))
  const isOurs = Boolean(classification) || !isClassifiedThere
  const category = classification ?? (isClassifiedThere ? current : fallback)
  return {
    name: title,
    category,
    isOurs,
    isChange:
      !current || theirs.name !== title || !isSameCategory(current, category),
  }
}
