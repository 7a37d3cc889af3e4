import type { MedusaContainer } from "@medusajs/framework/types"
import { ContainerRegistrationKeys } from "@medusajs/framework/utils"
import { KINTSUGI_MODULE } from "../../modules/kintsugi"
import type { KintsugiModuleService } from "../../modules/kintsugi/service"
import {
  type ClassificationRule,
  type Classified,
  type ProductToClassify,
  type RuleKind,
  classify,
  indexRules,
} from "../../tax/products/classify"
import type { ProductCategory } from "../../tax/cart/taxable-line"
import { type SyncedProduct, syncedCategories } from "./synced-categories"

/**
 * How the merchant classified these products in Medusa, by product id; leaves
 * out products without any classification.
 *
 * @example
 * (await classificationsFor(["prod_1"], container)).get("prod_1")?.category
 */
export const classificationsFor = async (
  productIds: string[],
  container: MedusaContainer
): Promise<ReadonlyMap<string, ProductCategory>> => {
  return withoutSource(await classificationsWithSource(productIds, container))
}

const withoutSource = (
  classified: ReadonlyMap<string, Classified>
): ReadonlyMap<string, ProductCategory> =>
  new Map(
    [...classified].map(([id, { category, subcategory }]) => [
      id,
      { category, subcategory },
    ])
  )

/** The category data of products; both maps by product id. */
export type CategoriesOfProducts = {
  /** See {@link classificationsFor}. */
  classifications: ReadonlyMap<string, ProductCategory>
  /** See {@link syncedCategoriesFor}. */
  synced: ReadonlyMap<string, ProductCategory[]>
}

/**
 * {@link classificationsFor} and {@link syncedCategoriesFor} in one query, with
 * a second one only if rules may apply.
 *
 * @example
 * (await categoriesFor(["prod_1"], container)).synced.get("prod_1")
 */
export const categoriesFor = async (
  productIds: string[],
  container: MedusaContainer
): Promise<CategoriesOfProducts> => {
  const ids = [...new Set(productIds)]
  if (!ids.length) {
    return { classifications: new Map(), synced: new Map() }
  }
  const { own, rules, synced } = await container
    .resolve<KintsugiModuleService>(KINTSUGI_MODULE)
    .categories.readRows(ids)
  return {
    classifications: withoutSource(
      await classifyAll(ids, own, rules, container)
    ),
    synced: syncedCategoriesById(synced),
  }
}

/**
 * {@link classificationsFor}, with the source of each.
 *
 * Reads the database each time, so that a change counts at once: one query for
 * any number of products, and a second one only if rules may apply.
 *
 * @example
 * (await classificationsFor(["prod_1"], container)).get("prod_1")?.category
 */
export const classificationsWithSource = async (
  productIds: string[],
  container: MedusaContainer
): Promise<ReadonlyMap<string, Classified>> => {
  const ids = [...new Set(productIds)]
  if (!ids.length) {
    return new Map()
  }
  const { own, rules } = await container
    .resolve<KintsugiModuleService>(KINTSUGI_MODULE)
    .categories.readRows(ids)
  return classifyAll(ids, own, rules, container)
}

const classifyAll = async (
  ids: string[],
  own: (ProductCategory & { product_id: string })[],
  rules: ClassificationRule[],
  container: MedusaContainer
): Promise<ReadonlyMap<string, Classified>> => {
  const ownById = new Map(own.map((row) => [row.product_id, row]))
  const facts = await readFacts(
    ids.filter((id) => !ownById.has(id)),
    rules,
    container
  )
  const book = indexRules(rules)
  return new Map(
    ids.flatMap((id) => {
      const classification = ownById.get(id)
      const found = classify({ ...facts.get(id), classification }, book)
      return found ? [[id, found] as const] : []
    })
  )
}

/**
 * The categories that come from Medusa if Kintsugi has them, by product id; see
 * {@link syncedCategories}.
 */
export const syncedCategoriesFor = async (
  productIds: string[],
  container: MedusaContainer
): Promise<ReadonlyMap<string, ProductCategory[]>> => {
  const synced = productIds.length
    ? await container
        .resolve<KintsugiModuleService>(KINTSUGI_MODULE)
        .listKintsugiSyncedProducts({ product_id: [...new Set(productIds)] })
    : []
  return syncedCategoriesById(
    synced as unknown as (SyncedProduct & { product_id: string })[]
  )
}

const syncedCategoriesById = (
  synced: (SyncedProduct & { product_id: string })[]
): ReadonlyMap<string, ProductCategory[]> =>
  new Map(
    synced.map((row) => [row.product_id, syncedCategories(row, Date.now())])
  )

/** The fields of a product that each kind of rule depends on. */
const FACTS: Record<RuleKind, string[]> = {
  category: ["categories.id", "categories.mpath"],
  collection: ["collection_id"],
  product_type: ["type_id"],
  tag: ["tags.id"],
}

/** The fields that rules depend on, by product id; empty if none can apply. */
const readFacts = async (
  productIds: string[],
  rules: ClassificationRule[],
  container: MedusaContainer
): Promise<ReadonlyMap<string, ProductToClassify>> => {
  if (!productIds.length || !rules.length) {
    return new Map()
  }
  const kinds = new Set(rules.map(({ kind }) => kind))
  const { data } = await container
    .resolve(ContainerRegistrationKeys.QUERY)
    .graph({
      entity: "product",
      fields: ["id", ...[...kinds].flatMap((kind) => FACTS[kind])],
      filters: { id: productIds },
    })
  return new Map(
    (data as (ProductToClassify & { id: string })[]).map((product) => [
      product.id,
      product,
    ])
  )
}
