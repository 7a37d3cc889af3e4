import type { MedusaContainer } from "@medusajs/framework/types"
import { ContainerRegistrationKeys } from "@medusajs/framework/utils"
import { asPhrase, deadlineFor, isKintsugiError } from "../../kintsugi-api"
import { KINTSUGI_MODULE } from "../../modules/kintsugi"
import type { KintsugiModuleService } from "../../modules/kintsugi/service"
import type { Classified } from "../../tax/products/classify"
import type { ProductCategory } from "../../tax/cart/taxable-line"
import { checkReferences } from "./check-references"
import {
  classificationsWithSource,
  syncedCategoriesFor,
} from "./read-classifications"
import { productAtKintsugi } from "./resolve-category"
import { classifiedFilter } from "./classified-filter"

/** What a product is taxed as, and which source decides that. */
export type EffectiveCategory =
  | Classified
  | (ProductCategory & { source: { from: "kintsugi" | "default" } })
  /** Kintsugi could not be asked whether the product is classified there. */
  | {
      category: null
      subcategory: null
      source: { from: "unknown"; message: string }
    }

/** A product's own classification (null: none), and what it is taxed as. */
export type ProductClassificationReading = {
  product_id: string
  category: string | null
  subcategory: string | null
  effective: EffectiveCategory
}

/** @throws MedusaError (not_found) if the store has no such product */
export const readClassification = async (
  productId: string,
  container: MedusaContainer
): Promise<ProductClassificationReading> => {
  await checkReferences({ kind: "product", ids: [productId] }, container)
  const classified = (
    await classificationsWithSource([productId], container)
  ).get(productId)
  const own = classified?.source.from === "product" ? classified : undefined
  return {
    product_id: productId,
    category: own?.category ?? null,
    subcategory: own?.subcategory ?? null,
    effective: classified ?? (await effectiveAtKintsugi(productId, container)),
  }
}

/** What a product without a classification in Medusa is taxed as. */
const effectiveAtKintsugi = async (
  productId: string,
  container: MedusaContainer
): Promise<EffectiveCategory> => {
  const service = container.resolve<KintsugiModuleService>(KINTSUGI_MODULE)
  const { connection, settings } = await service.settings.getEffective()
  const { defaultCategory, defaultSubcategory } = settings
  const fallback = {
    category: defaultCategory,
    subcategory: defaultSubcategory,
  }
  if (!connection) {
    return { ...fallback, source: { from: "default" } }
  }
  try {
    const theirs = await connection.client.findProduct(
      productId,
      deadlineFor("adminDetail")
    )
    // Read second, since a category is stored before it is sent to Kintsugi.
    const synced = await syncedCategoriesFor([productId], container)
    const { category, isOurs } = productAtKintsugi({
      title: "",
      fallback,
      synced: synced.get(productId) ?? [],
      theirs,
    })
    return { ...category, source: { from: isOurs ? "default" : "kintsugi" } }
  } catch (error) {
    if (!isKintsugiError(error)) {
      throw error
    }
    return {
      category: null,
      subcategory: null,
      source: {
        from: "unknown",
        message: `Kintsugi could not be asked whether it has classified this product (${asPhrase(error.plainMessage)}). If it has not, the defaults apply: ${defaultCategory} / ${defaultSubcategory}.`,
      },
    }
  }
}

export type ListedProduct = {
  id: string
  title: string
  status: string
  thumbnail: string | null
  /** The merchant's own classification of this product in Medusa. */
  classification: ProductCategory | null
  /**
   * What it is taxed as by its classification in Medusa; null: as classified at
   * Kintsugi, or else as the options' defaults say.
   */
  effective: Classified | null
}

type ListQuery = {
  limit: number
  offset: number
  q?: string
  /** Whether they are classified in Medusa; absent: all products. */
  classified?: boolean
}

/** A page of the store's products, newest first, with their classification. */
export const listClassifications = async (
  query: ListQuery,
  container: MedusaContainer
): Promise<{ products: ListedProduct[]; count: number }> => {
  const { data, count } = await pageOf(query, container)
  const classified = await classificationsWithSource(
    data.map(({ id }) => id),
    container
  )
  return {
    count,
    products: data.map(({ id, title, status, thumbnail }) => {
      const effective = classified.get(id) ?? null
      const own = effective?.source.from === "product" ? effective : null
      return {
        id,
        title,
        status,
        thumbnail: thumbnail ?? null,
        classification: own && {
          category: own.category,
          subcategory: own.subcategory,
        },
        effective,
      }
    }),
  }
}

const FIELDS = ["id", "title", "status", "thumbnail"] as const

type ProductRow = Pick<ListedProduct, "id" | "title" | "status"> & {
  thumbnail?: string | null
}

const NEWEST_FIRST = { created_at: "DESC", id: "DESC" } as const

const pageOf = async (
  { limit, offset, q, classified }: ListQuery,
  container: MedusaContainer
) => {
  const { data, metadata } = await container
    .resolve(ContainerRegistrationKeys.QUERY)
    .graph({
      entity: "product",
      fields: [...FIELDS],
      filters: {
        ...(q && { q }),
        ...(classified !== undefined &&
          (await classifiedFilter(classified, container))),
      },
      pagination: { take: limit, skip: offset, order: NEWEST_FIRST },
    })
  return {
    data: data as unknown as ProductRow[],
    count: metadata?.count ?? data.length,
  }
}
