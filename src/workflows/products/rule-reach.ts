import type { MedusaContainer } from "@medusajs/framework/types"
import {
  ContainerRegistrationKeys,
  promiseAll,
} from "@medusajs/framework/utils"
import { KINTSUGI_MODULE } from "../../modules/kintsugi"
import type { KintsugiModuleService } from "../../modules/kintsugi/service"
import {
  type ClassificationRule,
  RULE_KINDS,
  type RuleKind,
} from "../../tax/products/classify"
import { atMost } from "../limit-concurrency"
import {
  type CategoryRow,
  type Classifying,
  anyOf,
  listCategories,
  noneOf,
  underCategories,
} from "./classified-filter"

/** What a rule refers to, whether the rule exists already or not. */
export type RuleReference = Pick<ClassificationRule, "kind" | "reference_id">

/** How many counts run at the same time. */
const AT_ONCE = 4

/**
 * How many products each rule decides on: those that it matches and that have
 * neither a classification of their own nor a rule that comes first.
 *
 * @param references - of rules that exist, or of one that is about to
 * @returns the numbers in the same order
 *
 * @example
 * const [products] = await countProductsOfRules(
 *   [{ kind: "tag", reference_id: "ptag_1" }],
 *   container
 * )
 */
export const countProductsOfRules = async (
  references: RuleReference[],
  container: MedusaContainer
): Promise<number[]> => {
  if (!references.length) {
    return []
  }
  const service = container.resolve<KintsugiModuleService>(KINTSUGI_MODULE)
  const [product, rules, categories] = await Promise.all([
    service.categories.readClassifiedProductIds(),
    service.listKintsugiClassificationRules({}, { take: null }),
    listCategories(container),
  ])
  const query = container.resolve(ContainerRegistrationKeys.QUERY)
  const inTurn = atMost(AT_ONCE)
  const count = async (rule: RuleReference): Promise<number> => {
    const { metadata } = await query.graph({
      entity: "product",
      fields: ["id"],
      filters: {
        $and: [
          anyOf(matchedBy([rule], categories)),
          noneOf({
            ...matchedBy(rulesBefore(rule, rules, categories), categories),
            product,
          }),
        ],
      },
      pagination: { take: 1, skip: 0 },
    })
    return metadata?.count ?? 0
  }
  return promiseAll(references.map((rule) => inTurn(() => count(rule))))
}

/** Everything that any of these rules matches. */
const matchedBy = (
  rules: RuleReference[],
  categories: CategoryRow[]
): Classifying => {
  const referencesOf = (kind: RuleKind) =>
    rules.flatMap((rule) => (rule.kind === kind ? rule.reference_id : []))
  return {
    product: [],
    category: underCategories(referencesOf("category"), categories),
    collection: referencesOf("collection"),
    product_type: referencesOf("product_type"),
    tag: referencesOf("tag"),
  }
}

/**
 * The rules that win over this one where both match a product, in the order in
 * which `classify` tries them.
 */
export const rulesBefore = <Rule extends RuleReference>(
  rule: RuleReference,
  rules: Rule[],
  categories: CategoryRow[]
): Rule[] => {
  const depths = new Map(
    categories.map(({ id, mpath }) => [id, mpath?.split(".").length ?? 1])
  )
  const rank = ({ kind, reference_id }: RuleReference): [number, number] => [
    RULE_KINDS.indexOf(kind),
    kind === "category" ? -(depths.get(reference_id) ?? 1) : 0,
  ]
  const [kind, depth] = rank(rule)
  return rules.filter((other) => {
    const [otherKind, otherDepth] = rank(other)
    return (
      otherKind < kind ||
      (otherKind === kind &&
        (otherDepth < depth ||
          (otherDepth === depth && other.reference_id < rule.reference_id)))
    )
  })
}
