import type { MedusaContainer } from "@medusajs/framework/types"
import { KINTSUGI_MODULE } from "../../modules/kintsugi"
import type { RuleMatch } from "../../modules/kintsugi/queries/classified-products"
import type { KintsugiModuleService } from "../../modules/kintsugi/service"
import { RULE_KINDS } from "../../tax/products/classify"
import {
  type CategoryRow,
  type RuleReference,
  listCategories,
  matchedBy,
} from "./matched-products"

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
  const [rules, categories] = await Promise.all([
    service.listKintsugiClassificationRules({}, { take: null }),
    listCategories(container),
  ])
  const ordered = inPrecedence([...rules, ...references], categories)
  const counts = await service.categories.countProductsByRule(
    matchesOf(ordered, categories)
  )
  return references.map(
    (reference) =>
      counts.get(ordered.findIndex((rule) => isSame(rule, reference))) ?? 0
  )
}

const isSame = (one: RuleReference, other: RuleReference): boolean =>
  one.kind === other.kind && one.reference_id === other.reference_id

/** What each of these rules matches; their order is their precedence. */
export const matchesOf = (
  rules: RuleReference[],
  categories: CategoryRow[]
): RuleMatch[] =>
  rules.flatMap((rule, position) =>
    matchedBy([rule], categories)[rule.kind].map((id) => ({
      position,
      kind: rule.kind,
      id,
    }))
  )

/**
 * Rules in the order in which `classify` tries them, each once: where several
 * match a product, the first one wins.
 */
export const inPrecedence = (
  rules: RuleReference[],
  categories: CategoryRow[]
): RuleReference[] => {
  const depths = new Map(
    categories.map(({ id, mpath }) => [id, mpath?.split(".").length ?? 1])
  )
  const rank = ({ kind, reference_id }: RuleReference): [number, number] => [
    RULE_KINDS.indexOf(kind),
    kind === "category" ? -(depths.get(reference_id) ?? 1) : 0,
  ]
  const unique = new Map(
    rules.map((rule) => [`${rule.kind}:${rule.reference_id}`, rule])
  )
  return [...unique.values()].sort((one, other) => {
    const [kind, depth] = rank(one)
    const [otherKind, otherDepth] = rank(other)
    return (
      kind - otherKind ||
      depth - otherDepth ||
      (one.reference_id < other.reference_id ? -1 : 1)
    )
  })
}
