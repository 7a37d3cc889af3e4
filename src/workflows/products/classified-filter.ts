import type { MedusaContainer } from "@medusajs/framework/types"
import { Modules } from "@medusajs/framework/utils"
import { KINTSUGI_MODULE } from "../../modules/kintsugi"
import type { KintsugiModuleService } from "../../modules/kintsugi/service"
import type { ClassificationRule, RuleKind } from "../../tax/products/classify"

/** The ids of everything that a classification may depend on. */
export type Classifying = Record<RuleKind | "product", string[]>

type Filter = Record<string, unknown>

/**
 * A Medusa filter for the products that are classified in Medusa, or for those
 * that are not: a page of them costs no more than any other page, regardless of
 * the number of products.
 */
export const classifiedFilter = async (
  classified: boolean,
  container: MedusaContainer
): Promise<Filter> => {
  const service = container.resolve<KintsugiModuleService>(KINTSUGI_MODULE)
  const [product, rules] = await Promise.all([
    service.categories.readClassifiedProductIds(),
    service.listKintsugiClassificationRules({}, { take: null }),
  ])
  const referencesOf = (kind: RuleKind) =>
    rules.flatMap((rule) => (rule.kind === kind ? rule.reference_id : []))
  const categoryIds = referencesOf("category")
  const classifying: Classifying = {
    product,
    category: categoryIds.length
      ? underCategories(categoryIds, await listCategories(container))
      : [],
    collection: referencesOf("collection"),
    product_type: referencesOf("product_type"),
    tag: referencesOf("tag"),
  }
  return classified ? anyOf(classifying) : noneOf(classifying)
}

/** Products that are classified by any of these. */
export const anyOf = ({
  product,
  category,
  collection,
  product_type,
  tag,
}: Classifying): Filter => ({
  $or: [
    // If all lists are empty, this matches no product.
    { id: { $in: product } },
    ...unlessEmpty(collection, ($in) => ({ collection_id: { $in } })),
    ...unlessEmpty(product_type, ($in) => ({ type_id: { $in } })),
    ...unlessEmpty(category, ($in) => ({
      categories: { $some: { id: { $in } } },
    })),
    ...unlessEmpty(tag, ($in) => ({ tags: { $some: { id: { $in } } } })),
  ],
})

/** Products that are classified by none of these. */
export const noneOf = ({
  product,
  category,
  collection,
  product_type,
  tag,
}: Classifying): Filter => ({
  $and: [
    ...unlessEmpty(product, ($nin) => ({ id: { $nin } })),
    // In SQL, null is never outside a list, so it needs its own condition.
    ...unlessEmpty(collection, ($nin) => ({
      $or: [{ collection_id: null }, { collection_id: { $nin } }],
    })),
    ...unlessEmpty(product_type, ($nin) => ({
      $or: [{ type_id: null }, { type_id: { $nin } }],
    })),
    ...unlessEmpty(category, ($in) => ({
      categories: { $none: { id: { $in } } },
    })),
    ...unlessEmpty(tag, ($in) => ({ tags: { $none: { id: { $in } } } })),
  ],
})

const unlessEmpty = (
  ids: string[],
  filter: (ids: string[]) => Filter
): Filter[] => (ids.length ? [filter(ids)] : [])

/** `mpath`, which Medusa's types lack, is the path of ids from the root. */
export type CategoryRow = { id: string; mpath?: string }

/** All of the store's product categories, with their paths. */
export const listCategories = (
  container: MedusaContainer
): Promise<CategoryRow[]> =>
  container
    .resolve(Modules.PRODUCT)
    .listProductCategories({}, { select: ["id", "mpath"] as never, take: null })

/** These categories and all of their descendants. */
export const underCategories = (
  categoryIds: ClassificationRule["reference_id"][],
  categories: CategoryRow[]
): string[] => {
  const ancestorIds = new Set(categoryIds)
  return categories.flatMap(({ id, mpath }) =>
    [id, ...(mpath?.split(".") ?? [])].some((one) => ancestorIds.has(one))
      ? id
      : []
  )
}
