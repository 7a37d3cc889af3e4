import { LRUCache } from "lru-cache"
import type { Deadline, KintsugiClient } from "../../../kintsugi-api"
import type { ProductCategory } from "../../../tax/cart/taxable-line"

/** How long an answer is reused, in ms: as long as checkouts reuse it. */
const TTL_MS = 5 * 60 * 1000

/** An entry is an id and two labels. */
const MAX_PRODUCTS = 5_000

/** All ids and labels together, in characters. */
const MAX_CHARACTERS = 2 * 1024 * 1024

export type ProductCategoryLookup = (
  productId: string,
  call: Deadline
) => Promise<ProductCategory | undefined>

/**
 * The category that a product has at Kintsugi; undefined if Kintsugi does not
 * have the product. Simultaneous calls for a product share one request;
 * failures are not remembered.
 *
 * @returns a function that throws KintsugiError
 */
export const createProductCategoryLookup = (
  client: Pick<KintsugiClient, "findProduct">
): ProductCategoryLookup => {
  const read = async (id: string, call: Deadline) => {
    const product = await client.findProduct(id, call)
    return {
      theirs: product && {
        category: product.product_category,
        subcategory: product.product_subcategory,
      },
    }
  }
  const memory = new LRUCache<
    string,
    { theirs?: ProductCategory },
    { call: Deadline }
  >({
    max: MAX_PRODUCTS,
    maxSize: MAX_CHARACTERS,
    sizeCalculation: ({ theirs }, id) =>
      1 +
      id.length +
      (theirs ? theirs.category.length + theirs.subcategory.length : 0),
    ttl: TTL_MS,
    // A waiting caller gets the answer even if it was evicted in between.
    ignoreFetchAbort: true,
    fetchMethod: (id, _stale, { context }) => read(id, context.call),
  })
  return async (id, call) =>
    ((await memory.fetch(id, { context: { call } })) ?? (await read(id, call)))
      .theirs
}
