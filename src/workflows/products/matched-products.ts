import type { MedusaContainer } from "@medusajs/framework/types"
import { Modules } from "@medusajs/framework/utils"
import type { Matched } from "../../modules/kintsugi/queries/classified-products"
import type { ClassificationRule, RuleKind } from "../../tax/products/classify"

/** What a rule refers to, whether the rule exists already or not. */
export type RuleReference = Pick<ClassificationRule, "kind" | "reference_id">

/** Everything that any of these rules matches. */
export const matchedBy = (
  rules: RuleReference[],
  categories: CategoryRow[]
): Matched => {
  const referencesOf = (kind: RuleKind) =>
    rules.flatMap((rule) => (rule.kind === kind ? rule.reference_id : []))
  return {
    category: underCategories(referencesOf("category"), categories),
    collection: referencesOf("collection"),
    product_type: referencesOf("product_type"),
    tag: referencesOf("tag"),
  }
}

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
const underCategories = (
  categoryIds: string[],
  categories: CategoryRow[]
): string[] => {
  const ancestorIds = new Set(categoryIds)
  return categories.flatMap(({ id, mpath }) =>
    [id, ...(mpath?.split(".") ?? [])].some((one) => ancestorIds.has(one))
      ? id
      : []
  )
}
