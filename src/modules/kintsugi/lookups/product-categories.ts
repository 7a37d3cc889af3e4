import { LRUCache } from "lru-cache"
import {
  type KintsugiClient,
  type ProductCategories,
  deadlineFor,
} from "../../../kintsugi-api"
import type { ProductCategory } from "../../../tax/cart/taxable-line"

/** How long Kintsugi's list is reused, in ms. It hardly ever changes. */
const TTL_MS = 10 * 60 * 1000

/**
 * Kintsugi's product categories, requested rarely. While Kintsugi can't answer,
 * an older list is returned.
 *
 * @returns a function that throws KintsugiError if there is no list at all
 */
export const createProductCategoriesLookup = (
  client: Pick<KintsugiClient, "productCategories">
): (() => Promise<ProductCategories>) => {
  const cache = new LRUCache<"categories", ProductCategories>({
    max: 1,
    ttl: TTL_MS,
    // Without a list, allowStaleOnFetchRejection would hide the error.
    noDeleteOnFetchRejection: true,
    fetchMethod: () => client.productCategories(deadlineFor("admin")),
  })
  return async () => {
    try {
      return await cache.forceFetch("categories")
    } catch (error) {
      const last = cache.peek("categories", { allowStale: true })
      if (last) {
        return last
      }
      throw error
    }
  }
}

/** How many wrong pairs a message names. */
const NAMED = 10

/**
 * Checks pairs against Kintsugi's categories.
 *
 * @returns a function that says what is wrong with a pair, without a full stop,
 * or returns `undefined` if Kintsugi has it
 */
export const createCategoryCheck = (
  categories: ProductCategories
): ((pair: ProductCategory) => string | undefined) => {
  const subcategories = new Map(
    categories.map(({ name, subcategories: inside }) => [
      name,
      new Set(inside.map((subcategory) => subcategory.name)),
    ])
  )
  const names = [...subcategories.keys()].join(", ")
  return ({ category, subcategory }) => {
    const inside = subcategories.get(category)
    if (!inside) {
      return `Kintsugi has no category "${category}": its categories are ${names}`
    }
    return inside.has(subcategory)
      ? undefined
      : `Kintsugi's category "${category}" has no subcategory "${subcategory}"`
  }
}

/**
 * What is wrong with these pairs, in sentences for the merchant; `undefined`
 * if Kintsugi has all of them.
 */
export const unknownCategories = (
  pairs: ProductCategory[],
  categories: ProductCategories
): string | undefined => {
  const problemOf = createCategoryCheck(categories)
  const problems = new Set(pairs.flatMap((pair) => problemOf(pair) ?? []))
  if (!problems.size) {
    return undefined
  }
  const named = [...problems].slice(0, NAMED)
  const others = problems.size - named.length
  return (
    `${named.join(". ")}${others ? `, and ${others} more like this` : ""}. ` +
    "Nothing was saved. GET /admin/kintsugi/product-categories lists all categories: copy the names exactly."
  )
}
