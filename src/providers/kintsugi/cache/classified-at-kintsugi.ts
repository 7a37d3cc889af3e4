import { LRUCache } from "lru-cache"
import {
  type KintsugiClient,
  type KintsugiError,
  isKintsugiError,
} from "../../../kintsugi-api"
import { isSameCategory } from "../../../tax/products/classify"
import type { ProductCategory } from "../../../tax/cart/taxable-line"

/** How long Kintsugi's category of a product is cached, in ms. */
const TTL_MS = 5 * 60 * 1000

/** An entry is an id and two labels, so this many take a few MB. */
const MAX_PRODUCTS = 20_000

/** All ids and labels together, in characters. */
const MAX_CHARACTERS = 8 * 1024 * 1024

/** How many look-ups run at the same time. */
const AT_ONCE = 10

export type ClassifiedProducts = {
  /**
   * The Medusa products among these that are classified at Kintsugi: Kintsugi
   * has them, in a category that the plugin did not sync.
   *
   * A product whose look-up fails, or is not done by the deadline (ms since the
   * epoch), counts as not classified, so that a sale is never refused for it.
   *
   * @param synced - the categories that the plugin synced, by product id
   * @throws KintsugiError if the credentials are refused, since every other
   * request will fail too
   */
  among(
    productIds: string[],
    deadline: number,
    synced?: ReadonlyMap<string, ProductCategory[]>
  ): Promise<ReadonlySet<string>>
}

/** Caches which products Kintsugi has, so that it is asked rarely. */
export const createClassifiedProducts = (
  client: Pick<KintsugiClient, "findProduct">
): ClassifiedProducts => {
  const cache = new LRUCache<
    string,
    { theirs?: ProductCategory },
    { deadline: number }
  >({
    max: MAX_PRODUCTS,
    maxSize: MAX_CHARACTERS,
    sizeCalculation: ({ theirs }, id) =>
      1 +
      id.length +
      (theirs ? theirs.category.length + theirs.subcategory.length : 0),
    ttl: TTL_MS,
    // A waiting caller gets the answer even if its entry has been evicted.
    ignoreFetchAbort: true,
    fetchMethod: async (id, _stale, { context }) => {
      const product = await client.findProduct(id, context)
      return {
        theirs: product && {
          category: product.product_category,
          subcategory: product.product_subcategory,
        },
      }
    },
  })

  const isClassifiedThere = async (
    id: string,
    deadline: number,
    synced: ProductCategory[]
  ): Promise<boolean> => {
    try {
      const { theirs } =
        (await cache.fetch(id, { context: { deadline } })) ?? {}
      return (
        theirs !== undefined &&
        !synced.some((ours) => isSameCategory(ours, theirs))
      )
    } catch (error) {
      if (isKintsugiError(error) && refusesCredentials(error)) {
        throw error
      }
      return false
    }
  }

  return {
    async among(productIds, deadline, synced) {
      const ids = [...new Set(productIds)]
      const classifiedIds = new Set<string>()
      for (let start = 0; start < ids.length; start += AT_ONCE) {
        await Promise.all(
          ids.slice(start, start + AT_ONCE).map(async (id) => {
            if (await isClassifiedThere(id, deadline, synced?.get(id) ?? [])) {
              classifiedIds.add(id)
            }
          })
        )
      }
      return classifiedIds
    },
  }
}

const refusesCredentials = ({ code }: KintsugiError): boolean =>
  code === "unauthorized" || code === "forbidden"
