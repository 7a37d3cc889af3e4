import type { MedusaContainer } from "@medusajs/framework/types"
import { promiseAll } from "@medusajs/framework/utils"
import { asPhrase, deadlineFor, isKintsugiError } from "../../kintsugi-api"
import { KINTSUGI_MODULE } from "../../modules/kintsugi"
import type { KintsugiModuleService } from "../../modules/kintsugi/service"
import type { ProductCategory } from "../../tax/cart/taxable-line"
import { defaultCategories } from "../../tax/products/default-categories"
import { atMost } from "../limit-concurrency"
import { syncedCategoriesFor } from "./read-classifications"
import { productAtKintsugi } from "./resolve-category"

/** What a product is taxed as that nothing in Medusa classifies. */
export type CategoryAtKintsugi =
  | (ProductCategory & { source: { from: "kintsugi" | "default" } })
  /** Kintsugi could not be asked whether the product is classified there. */
  | {
      category: null
      subcategory: null
      source: { from: "unknown"; message: string }
    }

/** How many products Kintsugi is asked about at the same time. */
const AT_ONCE = 5

/** The categories of the options, or those that were saved in the Admin. */
export const defaultsOf = async (
  container: MedusaContainer
): Promise<ProductCategory> =>
  defaultCategories(
    await container
      .resolve<KintsugiModuleService>(KINTSUGI_MODULE)
      .settings.get()
  ).fallback

/**
 * What products without a classification in Medusa are taxed as, by product id.
 * After a failure, or when the time of a page is over, Kintsugi is not asked
 * about the rest.
 */
export const effectiveAtKintsugi = async (
  productIds: string[],
  container: MedusaContainer
): Promise<ReadonlyMap<string, CategoryAtKintsugi>> => {
  const service = container.resolve<KintsugiModuleService>(KINTSUGI_MODULE)
  const [{ connection }, fallback] = await Promise.all([
    service.settings.getEffective(),
    defaultsOf(container),
  ])
  if (!connection) {
    return new Map(
      productIds.map((id) => [id, { ...fallback, source: { from: "default" } }])
    )
  }
  const found = new Map<string, CategoryAtKintsugi>()
  const deadline = deadlineFor("adminDetail")
  let failure: string | undefined
  const resolve = async (productId: string): Promise<void> => {
    if (failure !== undefined) {
      return
    }
    try {
      const theirs = await connection.client.findProduct(productId, deadline)
      // Read second, since a category is stored before it is sent to Kintsugi.
      const synced = await syncedCategoriesFor([productId], container)
      const { category, isOurs } = productAtKintsugi({
        title: "",
        fallback,
        synced: synced.get(productId) ?? [],
        theirs,
      })
      found.set(productId, {
        ...category,
        source: { from: isOurs ? "default" : "kintsugi" },
      })
    } catch (error) {
      if (!isKintsugiError(error)) {
        throw error
      }
      failure ??= asPhrase(error.plainMessage)
    }
  }
  const inTurn = atMost(AT_ONCE)
  await promiseAll(productIds.map((id) => inTurn(() => resolve(id))))
  return new Map(
    productIds.map((id) => [
      id,
      found.get(id) ?? unknownCategory(failure ?? "", fallback),
    ])
  )
}

const unknownCategory = (
  failure: string,
  { category, subcategory }: ProductCategory
): CategoryAtKintsugi => ({
  category: null,
  subcategory: null,
  source: {
    from: "unknown",
    message: `Kintsugi could not be asked whether it has classified this product (${failure}). If it has not, the defaults apply: ${category} / ${subcategory}.`,
  },
})
