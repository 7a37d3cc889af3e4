import { LRUCache } from "lru-cache"
import type { Deadline, KintsugiClient } from "../../../kintsugi-api"
import type { ProductCategory } from "../../../tax/cart/taxable-line"

/** How long an answer is reused, in ms: as long as checkouts reuse it. */
const TTL_MS = 5 * 60 * 1000

/** How much is kept. An entry is an id and two labels. */
type Bounds = {
  products: number
  /** All ids and labels together. */
  characters: number
}

/** For pages of the Admin. */
const FOR_PAGES: Bounds = { products: 5_000, characters: 2 * 1024 * 1024 }

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
  client: Pick<KintsugiClient, "findProduct">,
  bounds = FOR_PAGES
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
    max: bounds.products,
    maxSize: bounds.characters,
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
