import type { Refusal } from "../answers"
import type { EstimateItem, EstimateRequest } from "../tax/estimate"
import { addressRefusals } from "./address-rules"
import { isCategoryPair } from "./categories"
import { tooShort, valueError } from "./pydantic"

/** Answers carry at most ten digits before the point, so requests may not. */
const AMOUNT_LIMIT = 1e10

/**
 * The rules of an estimate that its schema can't say.
 *
 * @param isKnownProduct Whether Kintsugi has a product under this external id
 */
export function estimateRefusals(
  request: EstimateRequest,
  isKnownProduct: (externalId: string) => boolean
): Refusal[] {
  const { addresses, transaction_items: items } = request

  return [
    ...(addresses.length === 0 ? [tooShort(["addresses"])] : []),
    ...(items.length === 0 ? [tooShort(["transaction_items"])] : []),
    ...addresses.flatMap(addressRefusals),
    ...items.flatMap((item, index) => [
      ...amountRefusals(item, index),
      ...productRefusals(item, index, isKnownProduct),
    ]),
    ...repeatedIds(items),
  ]
}

function amountRefusals(item: EstimateItem, index: number): Refusal[] {
  if (Math.abs(item.amount) < AMOUNT_LIMIT) {
    return []
  }
  return [
    {
      type: "decimal_whole_digits",
      loc: ["body", "transaction_items", index, "amount"],
      msg: "Decimal input should have no more than 10 digits before the decimal point",
      input: item.amount,
      ctx: { whole_digits: 10 },
    },
  ]
}

function productRefusals(
  item: EstimateItem,
  index: number,
  isKnownProduct: (externalId: string) => boolean
): Refusal[] {
  const {
    external_product_id: id,
    product_category: category,
    product_subcategory: subcategory,
  } = item
  const at = ["transaction_items", index]

  if (category === undefined || subcategory === undefined) {
    if (id !== undefined && isKnownProduct(id)) {
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
  if (!isCategoryPair(category, subcategory)) {
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
    if (id === undefined || !seen.has(id)) {
      if (id !== undefined) {
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
