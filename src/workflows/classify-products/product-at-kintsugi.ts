import type { KintsugiProduct } from "../../kintsugi"
import { isSameCategory } from "../../tax/classification"
import type { ProductCategory } from "../../tax/taxable-lines"

export type ProductToTell = {
  title: string
  /** What the merchant classified it as in Medusa. */
  classification?: ProductCategory
  /** For products that nobody has classified. */
  fallback: ProductCategory
  /** The categories that are ours where Kintsugi has them. */
  told: ProductCategory[]
}

export type ProductAtKintsugi = {
  name: string
  category: ProductCategory
  /** Whether the category is ours, and not the merchant's word at Kintsugi. */
  isOurs: boolean
  /** Whether Kintsugi has to be told. */
  isChange: boolean
}

/**
 * What a product should be at Kintsugi, where it is `theirs` so far. Whose word its category is:
 *
 * 1. the merchant's in Medusa
 * 2. the merchant's at Kintsugi: a category there that we did not give it
 * 3. the options' defaults, also in place of one that we gave it earlier: a
 *    classification that was cleared in Medusa does not live on at Kintsugi
 */
export const productAtKintsugi = ({
  title,
  classification,
  fallback,
  told,
  theirs,
}: ProductToTell & { theirs?: KintsugiProduct }): ProductAtKintsugi => {
  const there = theirs && {
    category: theirs.product_category,
    subcategory: theirs.product_subcategory,
  }
  const isTheirWord = there && !told.some((ours) => isSameCategory(ours, there))
  const isOurs = Boolean(classification) || !isTheirWord
  const category = classification ?? (isTheirWord ? there : fallback)
  return {
    name: title,
    category,
    isOurs,
    isChange:
      !there || theirs.name !== title || !isSameCategory(there, category),
  }
}
