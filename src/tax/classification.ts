import type { ProductCategory } from "./taxable-lines"

/**
 * What a rule can go by, the most telling first: a category is chosen for what
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

/** Classifies all products of a category, a collection, a type or with a tag. */
export type ClassificationRule = ProductCategory & {
  id: string
  kind: RuleKind
  /** Medusa's id of the category, collection, type or tag. */
  reference_id: string
}

/** A product as far as its classification is concerned, as Query reads it. */
export type ProductToClassify = {
  /** The merchant's own word on this very product. */
  classification?: ProductCategory | null
  /** `mpath` is the path of ids from the root: `pcat_1.pcat_2`. */
  categories?: { id: string; mpath?: string | null }[] | null
  collection_id?: string | null
  type_id?: string | null
  tags?: { id: string }[] | null
}

/** A product's category, and whose word that is. */
export type Classified = ProductCategory & {
  source:
    | { from: "product" }
    | { from: "rule"; rule_id: string; kind: RuleKind; reference_id: string }
}

export type RuleBook = ReadonlyMap<string, ClassificationRule>

/** Rules in the form in which {@link classify} looks them up. */
export const ruleBook = (rules: ClassificationRule[]): RuleBook =>
  new Map(rules.map((rule) => [key(rule.kind, rule.reference_id), rule]))

/**
 * What the merchant classified a product as in Medusa. The first that applies:
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
 * not change a tax. Whether a category is active or internal plays none either.
 *
 * @returns `undefined` where the merchant has said nothing: Kintsugi's own word
 * decides then, or the options' defaults
 */
export const classify = (
  product: ProductToClassify,
  rules: RuleBook
): Classified | undefined => {
  const { classification } = product
  if (classification) {
    return { ...pair(classification), source: { from: "product" } }
  }
  const rule = candidates(product)
    .map(([kind, id]) => rules.get(key(kind, id)))
    .find((found) => found !== undefined)
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

/** Whether both name the same category and subcategory. */
export const isSameCategory = (
  a: ProductCategory,
  b: ProductCategory
): boolean => a.category === b.category && a.subcategory === b.subcategory

/** All that a rule could apply by, in order of precedence. */
const candidates = (product: ProductToClassify): [RuleKind, string][] => [
  ...categoriesAndAbove(product).map((id): [RuleKind, string] => [
    "category",
    id,
  ]),
  ...one("collection", product.collection_id),
  ...one("product_type", product.type_id),
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

const one = (
  kind: RuleKind,
  id: string | null | undefined
): [RuleKind, string][] => (id ? [[kind, id]] : [])

const key = (kind: RuleKind, referenceId: string): string =>
  `${kind}:${referenceId}`

const pair = ({ category, subcategory }: ProductCategory): ProductCategory => ({
  category,
  subcategory,
})
