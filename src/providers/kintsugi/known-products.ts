import { LRUCache } from "lru-cache"
import {
  type KintsugiClient,
  type KintsugiError,
  isKintsugiError,
} from "../../kintsugi"
import { isSameCategory } from "../../tax/classification"
import type { ProductCategory } from "../../tax/taxable-lines"

/** How long Kintsugi's word on a product is trusted, in ms. */
const TTL_MS = 5 * 60 * 1000

/** Entries are an id and two labels: this many are a few MB. */
const MAX_PRODUCTS = 20_000

/** How many look-ups run at the same time. */
const AT_ONCE = 10

export type KnownProducts = {
  /**
   * Which of these Medusa products Kintsugi has a word of its own on: it knows
   * them, and their category there is not the one that we gave them.
   *
   * A look-up that fails or that the deadline (ms since the epoch) leaves no
   * time for counts as "not told", so that a sale is never refused for it.
   *
   * @param told - the categories that we gave them at Kintsugi, by product id
   * @throws KintsugiError when the credentials are refused: nothing else will
   * be answered either
   */
  among(
    productIds: string[],
    deadline: number,
    told?: ReadonlyMap<string, ProductCategory[]>
  ): Promise<ReadonlySet<string>>
}

/** Remembers which products Kintsugi knows, so that it is asked rarely. */
export const createKnownProducts = (
  client: Pick<KintsugiClient, "findProduct">
): KnownProducts => {
  const cache = new LRUCache<
    string,
    { theirs?: ProductCategory },
    { deadline: number }
  >({
    max: MAX_PRODUCTS,
    ttl: TTL_MS,
    // Who waits gets the answer, even if others have taken its place meanwhile.
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

  const isTheirWord = async (
    id: string,
    deadline: number,
    told: ProductCategory[]
  ): Promise<boolean> => {
    try {
      const { theirs } =
        (await cache.fetch(id, { context: { deadline } })) ?? {}
      return (
        theirs !== undefined &&
        !told.some((ours) => isSameCategory(ours, theirs))
      )
    } catch (error) {
      if (isKintsugiError(error) && refusesCredentials(error)) {
        throw error
      }
      return false
    }
  }

  return {
    async among(productIds, deadline, told) {
      const ids = [...new Set(productIds)]
      const known = new Set<string>()
      for (let start = 0; start < ids.length; start += AT_ONCE) {
        await Promise.all(
          ids.slice(start, start + AT_ONCE).map(async (id) => {
            if (await isTheirWord(id, deadline, told?.get(id) ?? [])) {
              known.add(id)
            }
          })
        )
      }
      return known
    },
  }
}

const refusesCredentials = ({ code }: KintsugiError): boolean =>
  code === "unauthorized" || code === "forbidden"
