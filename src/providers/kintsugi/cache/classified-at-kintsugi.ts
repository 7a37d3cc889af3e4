import {
  type KintsugiClient,
  type KintsugiError,
  isKintsugiError,
} from "../../../kintsugi-api"
import { createProductCategoryLookup } from "../../../modules/kintsugi/lookups/products"
import { isSameCategory } from "../../../tax/products/classify"
import type { ProductCategory } from "../../../tax/cart/taxable-line"

/** A few MB; see {@link createProductCategoryLookup}. */
const FOR_CHECKOUTS = { products: 20_000, characters: 8 * 1024 * 1024 }

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
  const categoryOf = createProductCategoryLookup(client, FOR_CHECKOUTS)

  const isClassifiedThere = async (
    id: string,
    deadline: number,
    synced: ProductCategory[]
  ): Promise<boolean> => {
    try {
      const theirs = await categoryOf(id, { deadline })
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
