/** A category and a subcategory, as labels or as values of Kintsugi's enum. */
export type CategoryPair = { category: string; subcategory: string }

/**
 * The enum's values that are not just the label in upper case. From the
 * contract of 2026-06-14, where products take an enum value or a label, and
 * from the list of labels that `GET /v1/products/categories` returns.
 */
const CATEGORIES: Record<string, string> = {
  Services: "SERVICE",
  Misc: "MISCELLANEOUS",
}

const SUBCATEGORIES: Record<string, string> = {
  "General Physical": "PHYSICAL_GENERAL",
  "General Services": "SERVICE_GENERAL",
  "General Digital Goods - No TPP": "DIGITAL_GENERAL",
  "Discounts - General": "DISCOUNT",
  "Gift Cards Electronically Delivered": "GIFT_CARD",
  "Credit card processing fees": "CREDIT_CARD_FEES",
  Exempt: "MISCELLANEOUS_EXEMPT",
}

/** Labels that are more specific than the enum's values. */
const COARSER_SUBCATEGORIES: Record<string, string> = {
  "Shipping - Title transfer at time of Sales": "SHIPPING",
  "Shipping - Title transfer after Customer Possession": "SHIPPING",
  "Shipping and handling combined": "SHIPPING",
}

const invert = (words: Record<string, string>): Record<string, string> =>
  Object.fromEntries(
    Object.entries(words).map(([label, word]) => [word, label])
  )

const CATEGORY_LABELS = invert(CATEGORIES)
const SUBCATEGORY_LABELS = invert(SUBCATEGORIES)

/** Whether a pair is written as enum values, such as `PHYSICAL`. */
export const isEnumPair = ({ category, subcategory }: CategoryPair): boolean =>
  [category, subcategory].every((word) => /^[A-Z][A-Z0-9_]*$/.test(word))

const upperSnake = (text: string): string =>
  text
    .toUpperCase()
    .replace(/[^A-Z0-9]+/g, "_")
    .replace(/^_|_$/g, "")

/**
 * A pair as enum values.
 *
 * @example
 * toEnumPair({ category: "Physical", subcategory: "General Clothing" })
 * // { category: "PHYSICAL", subcategory: "GENERAL_CLOTHING" }
 */
export const toEnumPair = ({
  category,
  subcategory,
}: CategoryPair): CategoryPair => ({
  category: CATEGORIES[category] ?? upperSnake(category),
  subcategory:
    SUBCATEGORIES[subcategory] ??
    COARSER_SUBCATEGORIES[subcategory] ??
    upperSnake(subcategory),
})

/**
 * A pair as labels of Kintsugi's list.
 *
 * @param labels - the list; a pair that is not in it is written in the style of
 * labels
 */
export const toLabelPair = (
  pair: CategoryPair,
  labels: readonly CategoryPair[]
): CategoryPair => {
  const listed = labels.find((label) => isSamePair(label, pair))
  return (
    listed ?? {
      category: CATEGORY_LABELS[pair.category] ?? toTitleCase(pair.category),
      subcategory:
        SUBCATEGORY_LABELS[pair.subcategory] ?? toTitleCase(pair.subcategory),
    }
  )
}

const toTitleCase = (word: string): string =>
  word
    .toLowerCase()
    .split("_")
    .map((part) => part.charAt(0).toUpperCase() + part.slice(1))
    .join(" ")

/** Whether both are the same pair, as labels or as enum values. */
export const isSamePair = (a: CategoryPair, b: CategoryPair): boolean =>
  (a.category === b.category && a.subcategory === b.subcategory) ||
  (isEnumPair(a) !== isEnumPair(b) && isSameInEnum(a, b))

const isSameInEnum = (a: CategoryPair, b: CategoryPair): boolean => {
  const [one, other] = [toEnumPair(a), toEnumPair(b)]
  return (
    one.category === other.category && one.subcategory === other.subcategory
  )
}
