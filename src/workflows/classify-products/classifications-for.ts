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
  ruleBook,
} from "../../tax/classification"
import type { ProductCategory } from "../../tax/taxable-lines"
import { type ToldProduct, toldCategories } from "./told-categories"

/**
 * What the merchant classified these products as in Medusa, by product id; a
 * product without any classification is not among them.
 *
 * @example
 * (await classificationsFor(["prod_1"], container)).get("prod_1")?.category
 */
export const classificationsFor = async (
  productIds: string[],
  container: MedusaContainer
): Promise<ReadonlyMap<string, ProductCategory>> => {
  return withoutSource(await classifiedFor(productIds, container))
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

/** What is known of products' categories; both by product id. */
export type CategoriesOfProducts = {
  /** See {@link classificationsFor}. */
  classifications: ReadonlyMap<string, ProductCategory>
  /** See {@link toldCategoriesFor}. */
  told: ReadonlyMap<string, ProductCategory[]>
}

/**
 * {@link classificationsFor} and {@link toldCategoriesFor} in one query, and a
 * second one only where rules may apply.
 *
 * @example
 * (await categoriesFor(["prod_1"], container)).told.get("prod_1")
 */
export const categoriesFor = async (
  productIds: string[],
  container: MedusaContainer
): Promise<CategoriesOfProducts> => {
  const ids = [...new Set(productIds)]
  if (!ids.length) {
    return { classifications: new Map(), told: new Map() }
  }
  const { own, rules, told } = await container
    .resolve<KintsugiModuleService>(KINTSUGI_MODULE)
    .getCategoryRows(ids)
  return {
    classifications: withoutSource(
      await classified(ids, own, rules, container)
    ),
    told: toldById(told),
  }
}

/**
 * {@link classificationsFor}, with whose word each is.
 *
 * Reads the database anew each time, so that a change counts at once: two
 * queries at a time, whatever the number of products, and a third one only
 * where rules may apply.
 *
 * @example
 * (await classificationsFor(["prod_1"], container)).get("prod_1")?.category
 */
export const classifiedFor = async (
  productIds: string[],
  container: MedusaContainer
): Promise<ReadonlyMap<string, Classified>> => {
  const ids = [...new Set(productIds)]
  if (!ids.length) {
    return new Map()
  }
  const service = container.resolve<KintsugiModuleService>(KINTSUGI_MODULE)
  const [own, rules] = await Promise.all([
    service.listKintsugiClassifications({ product_id: ids }),
    readRules(container),
  ])
  return classified(ids, own, rules, container)
}

const classified = async (
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
  const book = ruleBook(rules)
  return new Map(
    ids.flatMap((id) => {
      const classification = ownById.get(id)
      const found = classify({ ...facts.get(id), classification }, book)
      return found ? [[id, found] as const] : []
    })
  )
}

/**
 * The categories that are ours where Kintsugi has them, by product id; see
 * {@link toldCategories}.
 */
export const toldCategoriesFor = async (
  productIds: string[],
  container: MedusaContainer
): Promise<ReadonlyMap<string, ProductCategory[]>> => {
  const told = productIds.length
    ? await container
        .resolve<KintsugiModuleService>(KINTSUGI_MODULE)
        .listKintsugiToldProducts({ product_id: [...new Set(productIds)] })
    : []
  return toldById(told as unknown as (ToldProduct & { product_id: string })[])
}

const toldById = (
  told: (ToldProduct & { product_id: string })[]
): ReadonlyMap<string, ProductCategory[]> =>
  new Map(told.map((row) => [row.product_id, toldCategories(row, Date.now())]))

/** Every rule there is. */
const readRules = (container: MedusaContainer): Promise<ClassificationRule[]> =>
  container
    .resolve<KintsugiModuleService>(KINTSUGI_MODULE)
    .listKintsugiClassificationRules()

/** What of a product a kind of rule goes by. */
const FACTS: Record<RuleKind, string[]> = {
  category: ["categories.id", "categories.mpath"],
  collection: ["collection_id"],
  product_type: ["type_id"],
  tag: ["tags.id"],
}

/** What rules go by, by product id; nothing where no rule can apply. */
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
