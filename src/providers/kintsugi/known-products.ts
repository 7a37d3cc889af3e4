import { LRUCache } from "lru-cache"
import {
  type KintsugiClient,
  type KintsugiError,
  isKintsugiError,
} from "../../kintsugi"

/** How long Kintsugi's word on a product is trusted, in ms. */
const TTL_MS = 5 * 60 * 1000

/** Entries are an id and a boolean: this many are a few MB. */
const MAX_PRODUCTS = 20_000

/** How many look-ups run at the same time. */
const AT_ONCE = 10

export type KnownProducts = {
  /**
   * Which of these Medusa products Kintsugi has been told about.
   *
   * A look-up that fails or that the deadline (ms since the epoch) leaves no
   * time for counts as "not told", so that a sale is never refused for it.
   *
   * @throws KintsugiError when the credentials are refused: nothing else will
   * be answered either
   */
  among(productIds: string[], deadline: number): Promise<ReadonlySet<string>>
}

/** Remembers which products Kintsugi knows, so that it is asked rarely. */
export const createKnownProducts = (
  client: Pick<KintsugiClient, "hasProduct">
): KnownProducts => {
  const cache = new LRUCache<string, boolean, { deadline: number }>({
    max: MAX_PRODUCTS,
    ttl: TTL_MS,
    fetchMethod: (id, _stale, { context }) => client.hasProduct(id, context),
  })

  const isKnown = async (id: string, deadline: number): Promise<boolean> => {
    try {
      return (await cache.fetch(id, { context: { deadline } })) ?? false
    } catch (error) {
      if (isKintsugiError(error) && refusesCredentials(error)) {
        throw error
      }
      return false
    }
  }

  return {
    async among(productIds, deadline) {
      const ids = [...new Set(productIds)]
      const known = new Set<string>()
      for (let start = 0; start < ids.length; start += AT_ONCE) {
        await Promise.all(
          ids.slice(start, start + AT_ONCE).map(async (id) => {
            if (await isKnown(id, deadline)) {
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
