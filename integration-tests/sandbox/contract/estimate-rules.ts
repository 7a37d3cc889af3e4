import type { Refusal } from "../answers"
import type { EstimateItem, EstimateRequest } from "../tax/estimate"
import { addressRefusals } from "./address-rules"
import { type CategoryWords, isAcceptedCategory } from "./categories"
import { tooShort, valueError } from "./pydantic"

/**
 * The rules of an estimate that its schema can't express.
 *
 * @param isKnownProduct Whether Kintsugi has a product under this external id
 */
export function estimateRefusals(
  request: EstimateRequest,
  isKnownProduct: (externalId: string) => boolean,
  words: CategoryWords = "labels"
): Refusal[] {
  const { addresses, transaction_items: items } = request

  return [
    ...(addresses.length === 0 ? [tooShort(["addresses"])] : []),
    ...(items.length === 0 ? [tooShort(["transaction_items"])] : []),
    ...addresses.flatMap(addressRefusals),
    ...items.flatMap((item, index) =>
      productRefusals(item, index, isKnownProduct, words)
    ),
    ...repeatedIds(items),
  ]
}

function productRefusals(
  item: EstimateItem,
  index: number,
  isKnownProduct: (externalId: string) => boolean,
  words: CategoryWords
): Refusal[] {
  const {
    external_product_id: id,
    product_category: category,
    product_subcategory: subcategory,
  } = item
  const at = ["transaction_items", index]

  if (category == null || subcategory == null) {
    if (id != null && isKnownProduct(id)) {
      return []
    }
    return [
      valueError(
        [...at, "external_product_id"],
        `Product with external_product_id '${id ?? ""}' was not found: product_category and product_subcategory are both required`,
        id ?? null
      ),
    ]
  }
  if (!isAcceptedCategory(category, subcategory, words)) {
    return [
      valueError(
        [...at, "product_subcategory"],
        `'${category}' / '${subcategory}' is not a product category and subcategory`,
        subcategory
      ),
    ]
  }
  return []
}

function repeatedIds(items: readonly EstimateItem[]): Refusal[] {
  const seen = new Set<string>()

  return items.flatMap(({ external_id: id }, index) => {
    if (id == null || !seen.has(id)) {
      if (id != null) {
        seen.add(id)
      }
      return []
    }
    return [
      valueError(
        ["transaction_items", index, "external_id"],
        `external_id '${id}' is used by another item`,
        id
      ),
    ]
  })
}
