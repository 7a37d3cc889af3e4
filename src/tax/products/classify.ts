import { isSamePair } from "../../contract/category-names"
import type { ProductCategory } from "../cart/taxable-line"

/**
 * What a rule can match, the most specific first: a category is chosen for what
 * a product is, a collection for how it is sold, a type is one broad word, and
 * a tag may mean anything.
 */
export const RULE_KINDS = [
  "category",
  "collection",
  "product_type",
  "tag",
] as const

export type RuleKind = (typeof RULE_KINDS)[number]

/** Classifies all products of a category, collection or type, or with a tag. */
export type ClassificationRule = ProductCategory & {
  id: string
  kind: RuleKind
  /** Medusa's id of the category, collection, type or tag. */
  reference_id: string
}

/**
 * The parts of a product that its classification depends on, as Query reads it.
 */
export type ProductToClassify = {
  /** The merchant's classification of this product itself. */
  classification?: ProductCategory | null
  /** `mpath` is the path of ids from the root: `pcat_1.pcat_2`. */
  categories?: { id: string; mpath?: string | null }[] | null
  collection_id?: string | null
  type_id?: string | null
  tags?: { id: string }[] | null
}

/** A product's category, and which source decided it. */
export type Classified = ProductCategory & {
  source:
    | { from: "product" }
    | { from: "rule"; rule_id: string; kind: RuleKind; reference_id: string }
}

export type RuleIndex = ReadonlyMap<string, ClassificationRule>

/** Rules, indexed for {@link classify}. */
export const indexRules = (rules: ClassificationRule[]): RuleIndex =>
  new Map(rules.map((rule) => [key(rule.kind, rule.reference_id), rule]))

/**
 * The merchant's classification of a product in Medusa. The first that applies:
 *
 * 1. the product's own classification
 * 2. the rule of one of its categories, or of a category above them; the
 *    deepest one wins ("Clothing › Swimwear" before "Clothing")
 * 3. the rule of its collection
 * 4. the rule of its type
 * 5. the rule of one of its tags
 *
 * Where several are equal (two categories at one depth, two tags), the smaller
 * id wins: Medusa's ids grow with time, so that is the older one. The rank by
 * which the Admin sorts categories plays no part, since tidying up a menu must
 * not change a tax. Nor does it matter whether a category is active or
 * internal.
 *
 * @returns `undefined` where the merchant classified nothing: then Kintsugi's
 * classification decides, or the options' defaults
 */
export const classify = (
  product: ProductToClassify,
  rules: RuleIndex
): Classified | undefined => {
  const { classification } = product
  if (classification) {
    return { ...pair(classification), source: { from: "product" } }
  }
  const rule = candidates(product)
    .map(([kind, id]) => rules.get(key(kind, id)))
    .find((match) => match !== undefined)
  return (
    rule && {
      ...pair(rule),
      source: {
        from: "rule",
        rule_id: rule.id,
        kind: rule.kind,
        reference_id: rule.reference_id,
      },
    }
  )
}

/**
 * Whether both are the same category and subcategory, as labels or as
 * Kintsugi's enum values: an answer may have either.
 */
export const isSameCategory = (
  a: ProductCategory,
  b: ProductCategory
): boolean => isSamePair(a, b)

/** Everything that a rule could match, in order of precedence. */
const candidates = (product: ProductToClassify): [RuleKind, string][] => [
  ...categoriesAndAbove(product).map((id): [RuleKind, string] => [
    "category",
    id,
  ]),
  ...optionalCandidate("collection", product.collection_id),
  ...optionalCandidate("product_type", product.type_id),
  ...(product.tags ?? [])
    .map(({ id }) => id)
    .sort()
    .map((id): [RuleKind, string] => ["tag", id]),
]

/** Ids of a product's categories and those above them, the deepest first. */
const categoriesAndAbove = ({ categories }: ProductToClassify): string[] => {
  const depths = new Map<string, number>()
  for (const { id, mpath } of categories ?? []) {
    const path = mpath?.split(".") ?? [id]
    path.forEach((ancestor, depth) => depths.set(ancestor, depth))
  }
  return [...depths]
    .sort(([a, depthA], [b, depthB]) => depthB - depthA || (a < b ? -1 : 1))
    .map(([id]) => id)
}

const optionalCandidate = (
  kind: RuleKind,
  id: string | null | undefined
): [RuleKind, string][] => (id ? [[kind, id]] : [])

const key = (kind: RuleKind, referenceId: string): string =>
  `${kind}:${referenceId}`

const pair = ({ category, subcategory }: ProductCategory): ProductCategory => ({
  category,
  subcategory,
})
