import type { MedusaContainer } from "@medusajs/framework/types"
import { ContainerRegistrationKeys, Modules } from "@medusajs/framework/utils"
import { KINTSUGI_MODULE } from "../../modules/kintsugi"
import type { KintsugiModuleService } from "../../modules/kintsugi/service"
import type { Classified } from "../../tax/products/classify"
import type { ProductCategory } from "../../tax/cart/taxable-line"
import { checkReferences } from "./check-references"
import {
  type CategoryAtKintsugi,
  defaultsOf,
  effectiveAtKintsugi,
} from "./category-at-kintsugi"
import { listCategories, matchedBy } from "./matched-products"
import { classificationsWithSource } from "./read-classifications"

/** What a product is taxed as, and which source decides that. */
export type EffectiveCategory = Classified | CategoryAtKintsugi

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
    effective:
      classified ??
      (await effectiveAtKintsugi([productId], container)).get(productId)!,
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
   * What it is taxed as; null: nothing in Medusa classifies it, and Kintsugi was
   * not asked.
   */
  effective: EffectiveCategory | null
}

type ListQuery = {
  limit: number
  offset: number
  q?: string
  /** Whether they are classified in Medusa; absent: all products. */
  classified?: boolean
  /** Whether Kintsugi is asked about those that Medusa does not classify. */
  isResolved?: boolean
}

/** A page of the store's products, newest first, with their classification. */
export const listClassifications = async (
  query: ListQuery,
  container: MedusaContainer
): Promise<{
  products: ListedProduct[]
  count: number
  /** What applies where neither Medusa nor Kintsugi classifies a product. */
  defaults: ProductCategory
}> => {
  const { data, count } = await pageOf(query, container)
  const ids = data.map(({ id }) => id)
  const classified = await classificationsWithSource(ids, container)
  const atKintsugi = query.isResolved
    ? await effectiveAtKintsugi(
        ids.filter((id) => !classified.has(id)),
        container
      )
    : new Map<string, EffectiveCategory>()
  return {
    count,
    defaults: await defaultsOf(container),
    products: data.map(({ id, title, status, thumbnail }) => {
      const inMedusa = classified.get(id)
      const own = inMedusa?.source.from === "product" ? inMedusa : null
      return {
        id,
        title,
        status,
        thumbnail: thumbnail ?? null,
        classification: own && {
          category: own.category,
          subcategory: own.subcategory,
        },
        effective: inMedusa ?? atKintsugi.get(id) ?? null,
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
): Promise<{ data: ProductRow[]; count: number }> => {
  if (classified !== undefined) {
    return pageOfClassified({ limit, offset, q, classified }, container)
  }
  const { data, metadata } = await container
    .resolve(ContainerRegistrationKeys.QUERY)
    .graph({
      entity: "product",
      fields: [...FIELDS],
      filters: { ...(q && { q }) },
      pagination: { take: limit, skip: offset, order: NEWEST_FIRST },
    })
  return {
    data: data as unknown as ProductRow[],
    count: metadata?.count ?? data.length,
  }
}

/** A page of the products that are classified in Medusa, or of the others. */
const pageOfClassified = async (
  {
    limit,
    offset,
    q,
    classified,
  }: ListQuery & Required<Pick<ListQuery, "classified">>,
  container: MedusaContainer
): Promise<{ data: ProductRow[]; count: number }> => {
  const service = container.resolve<KintsugiModuleService>(KINTSUGI_MODULE)
  const products = container.resolve(Modules.PRODUCT)
  const [rules, categories, found] = await Promise.all([
    service.listKintsugiClassificationRules({}, { take: null }),
    listCategories(container),
    q
      ? products.listProducts({ q }, { select: ["id"], take: null })
      : undefined,
  ])
  const filter = {
    isClassified: classified,
    matched: matchedBy(rules, categories),
    productIds: found?.map(({ id }) => id),
  }
  const { ids, count } = await service.categories.listProductIds(filter, {
    limit,
    offset,
  })
  const rows = ids.length
    ? await products.listProducts(
        { id: ids },
        { select: [...FIELDS], take: null }
      )
    : []
  const byId = new Map(rows.map((row) => [row.id, row]))
  return { data: ids.flatMap((id) => byId.get(id) ?? []), count }
}
