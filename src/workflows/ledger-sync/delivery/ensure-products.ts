import type { MedusaContainer } from "@medusajs/framework/types"
import { LRUCache } from "lru-cache"
import {
  backgroundLimits,
  findOrCreate,
  isKintsugiError,
} from "../../../kintsugi-api"
import { KINTSUGI_MODULE } from "../../../modules/kintsugi"
import type { KintsugiModuleService } from "../../../modules/kintsugi/service"
import type { KintsugiConnection } from "../../../modules/kintsugi/settings/effective-settings"
import type { ChargedLine } from "../../../ledger/charged-lines"
import {
  PLACEHOLDERS,
  externalProductId,
} from "../../../ledger/placeholder-products"
import { isSameCategory } from "../../../tax/products/classify"
import { isRefusalOfContent, tryWithFallback } from "../../products/or-else"
import { syncProduct } from "../../products/sync-product"
import type { ProductCategory } from "../../../tax/cart/taxable-line"
import {
  type CategorySettings,
  defaultCategories,
} from "../../../tax/products/default-categories"
import { resolveOptions } from "../../../options"
import { ProductFailure } from "./product-failure"

/** Longer than another process's requests can take. */
const LOCK_MS = 120_000

/** Products that Kintsugi is known to have, by organization and id. */
const knownProducts = new LRUCache<string, true>({
  max: 50_000,
  ttl: 60 * 60 * 1000,
})

/**
 * Makes sure that Kintsugi has the products of these lines, without which it
 * refuses a sale. A line without a Medusa product, or whose product is deleted,
 * gets a placeholder.
 *
 * @returns whether some products were only found in the cache
 * @throws ProductFailure that names the product that Kintsugi does not have
 */
export const ensureProducts = async (
  lines: ChargedLine[],
  connection: KintsugiConnection,
  container: MedusaContainer
): Promise<boolean> => {
  let isCached = false
  const products = new Map(lines.map((line) => [externalProductId(line), line]))
  for (const [id, line] of products) {
    const key = `${connection.organizationId}:${id}`
    if (knownProducts.has(key)) {
      isCached = true
    } else {
      try {
        await createIfMissing(id, line, connection, container)
      } catch (error) {
        const { title = null } = line
        throw new ProductFailure({ id, title }, error)
      }
      knownProducts.set(key, true)
    }
  }
  return isCached
}

/** For a refusal that may be about a product that was deleted at Kintsugi. */
export const evictProducts = (
  lines: ChargedLine[],
  { organizationId }: KintsugiConnection
): void => {
  for (const line of lines) {
    knownProducts.delete(`${organizationId}:${externalProductId(line)}`)
  }
}

const createIfMissing = async (
  id: string,
  line: ChargedLine,
  connection: KintsugiConnection,
  container: MedusaContainer
): Promise<void> => {
  if (await connection.client.findProduct(id, backgroundLimits())) {
    return
  }
  const isProduct = id === line.productId && line.kind === "item"
  if (isProduct) {
    const outcome = await syncProduct(id, container, {
      onlyChanges: false,
      orDefault: true,
    })
    if (outcome !== "gone") {
      return
    }
  }
  await container
    .resolve<KintsugiModuleService>(KINTSUGI_MODULE)
    .runExclusively(
      `placeholder:${id}`,
      { waitMs: LOCK_MS, expireMs: LOCK_MS },
      () => createPlaceholder(id, line, connection)
    )
}

/** Orders sent at the same time all lack the same placeholder at first. */
const createPlaceholder = async (
  id: string,
  line: ChargedLine,
  { client, settings }: KintsugiConnection
): Promise<void> => {
  const isProduct = id === line.productId && line.kind === "item"
  const create = ({ category, subcategory }: ProductCategory) =>
    client.createProduct(
      {
        external_id: id,
        name: isProduct ? (line.title ?? id) : PLACEHOLDERS[line.kind].name,
        product_category: category,
        product_subcategory: subcategory,
        tax_exempt: line.kind === "gift_card",
        source: "API",
      },
      backgroundLimits()
    )
  const [category, fallback] = categoriesOf(line, settings)
  try {
    await findOrCreate({
      send: () =>
        tryWithFallback(
          () => create(category),
          (error) => isRefusalOfContent(error) && fallback && create(fallback)
        ),
      find: () => client.findProduct(id, backgroundLimits()),
      isUnique: true,
    })
  } catch (error) {
    // Another process was quicker; Kintsugi's search may not find it yet.
    if (!(isKintsugiError(error) && error.code === "conflict")) {
      throw error
    }
  }
}

/** The settings' category, and the default one if that is different. */
const categoriesOf = (
  { kind }: ChargedLine,
  settings: KintsugiConnection["settings"]
): [ProductCategory, ProductCategory?] => {
  const categoryFrom = (from: CategorySettings): ProductCategory =>
    defaultCategories(from)[kind === "shipping" ? "shipping" : "fallback"]
  const [category, fallback] = [categoryFrom(settings), categoryFrom(DEFAULTS)]
  return isSameCategory(category, fallback) ? [category] : [category, fallback]
}

const DEFAULTS: CategorySettings = resolveOptions({})
