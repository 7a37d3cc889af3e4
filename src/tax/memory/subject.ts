import type { ProductCategory, TaxableLine } from "../cart/taxable-line"
import { categoryToSend } from "../estimate/estimate-request"
import type { DefaultCategories } from "../products/default-categories"
import type { Subject } from "./learned"

/**
 * What a line was taxed as: by the category that it was sent with, or by the
 * product's own at Kintsugi.
 *
 * @param classifiedProducts - Medusa ids of the products that are classified at
 * Kintsugi
 */
export const subjectOf = (
  line: TaxableLine,
  classifiedProducts: ReadonlySet<string>,
  categories: DefaultCategories
): Subject => {
  const sent = categoryToSend(line, { ...categories, classifiedProducts })
  return sent ? subjectOfCategory(sent) : subjectOfProduct(line)
}

const subjectOfCategory = ({ category, subcategory }: ProductCategory) =>
  JSON.stringify([category, subcategory])

const subjectOfProduct = ({ productId }: TaxableLine) =>
  JSON.stringify([productId ?? null])

/**
 * What a line is to be taxed as, where Kintsugi can't be asked how it has the
 * product: as the product's own answers say, if there are any.
 *
 * @param known - what something is known of
 */
export const subjectToRecall = (
  line: TaxableLine,
  categories: DefaultCategories,
  known: ReadonlySet<Subject>
): Subject => {
  const ofProduct = subjectOfProduct(line)
  const isClassifiedThere = line.productId && known.has(ofProduct)
  return subjectOf(
    line,
    new Set(isClassifiedThere ? [line.productId!] : []),
    categories
  )
}
