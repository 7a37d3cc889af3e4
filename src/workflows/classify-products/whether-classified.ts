import type { MedusaContainer } from "@medusajs/framework/types"
import { Modules } from "@medusajs/framework/utils"
import { KINTSUGI_MODULE } from "../../modules/kintsugi"
import type { KintsugiModuleService } from "../../modules/kintsugi/service"
import type { ClassificationRule, RuleKind } from "../../tax/classification"

/** What decides whether a product is classified: ids of what it may go by. */
export type Classifying = Record<RuleKind | "product", string[]>

type Filter = Record<string, unknown>

/**
 * The products that something in Medusa classifies, or those that nothing does,
 * as a filter of Medusa's: a page of them costs no more than any page, however
 * many products there are.
 */
export const whetherClassified = async (
  classified: boolean,
  container: MedusaContainer
): Promise<Filter> => {
  const service = container.resolve<KintsugiModuleService>(KINTSUGI_MODULE)
  const [product, rules] = await Promise.all([
    service.getClassifiedProductIds(),
    service.listKintsugiClassificationRules({}, { take: null }),
  ])
  const by = (kind: RuleKind) =>
    rules.flatMap((rule) => (rule.kind === kind ? rule.reference_id : []))
  const classifying: Classifying = {
    product,
    category: await categoriesUnder(by("category"), container),
    collection: by("collection"),
    product_type: by("product_type"),
    tag: by("tag"),
  }
  return classified ? anyOf(classifying) : noneOf(classifying)
}

/** Products that any of this classifies. */
export const anyOf = ({
  product,
  category,
  collection,
  product_type,
  tag,
}: Classifying): Filter => ({
  $or: [
    // Of nothing at all, none.
    { id: { $in: product } },
    ...given(collection, ($in) => ({ collection_id: { $in } })),
    ...given(product_type, ($in) => ({ type_id: { $in } })),
    ...given(category, ($in) => ({ categories: { $some: { id: { $in } } } })),
    ...given(tag, ($in) => ({ tags: { $some: { id: { $in } } } })),
  ],
})

/** Products that none of this classifies. */
export const noneOf = ({
  product,
  category,
  collection,
  product_type,
  tag,
}: Classifying): Filter => ({
  $and: [
    ...given(product, ($nin) => ({ id: { $nin } })),
    // Of what there is none of, SQL says that it is not outside either.
    ...given(collection, ($nin) => ({
      $or: [{ collection_id: null }, { collection_id: { $nin } }],
    })),
    ...given(product_type, ($nin) => ({
      $or: [{ type_id: null }, { type_id: { $nin } }],
    })),
    ...given(category, ($in) => ({ categories: { $none: { id: { $in } } } })),
    ...given(tag, ($in) => ({ tags: { $none: { id: { $in } } } })),
  ],
})

const given = (ids: string[], filter: (ids: string[]) => Filter): Filter[] =>
  ids.length ? [filter(ids)] : []

/** `mpath` is the path of ids from the root, and not in Medusa's types. */
type CategoryRow = { id: string; mpath?: string }

/** These categories and all below them. */
const categoriesUnder = async (
  categoryIds: ClassificationRule["reference_id"][],
  container: MedusaContainer
): Promise<string[]> => {
  if (!categoryIds.length) {
    return []
  }
  const above = new Set(categoryIds)
  const categories: CategoryRow[] = await container
    .resolve(Modules.PRODUCT)
    .listProductCategories({}, { select: ["id", "mpath"] as never, take: null })
  return categories.flatMap(({ id, mpath }) =>
    [id, ...(mpath?.split(".") ?? [])].some((one) => above.has(one)) ? id : []
  )
}
