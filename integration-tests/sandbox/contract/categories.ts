import { defaultContract } from "./carried"
import labels from "./product-categories.json"

const CATEGORIES: Record<string, readonly string[]> = labels

/** How a category may be written: see {@link isAcceptedCategory}. */
export const CATEGORY_WORDS = ["labels", "enums", "both"] as const

export type CategoryWords = (typeof CATEGORY_WORDS)[number]

/**
 * Whether a category and subcategory are accepted. The contract accepts its
 * enums (`PHYSICAL`, `GENERAL_CLOTHING`) or any string; every example and the
 * categories endpoint use labels (`Physical`, `General Clothing`).
 */
export function isAcceptedCategory(
  category: string,
  subcategory: string,
  words: CategoryWords
): boolean {
  return (
    (words !== "enums" && isCategoryPair(category, subcategory)) ||
    (words !== "labels" && isEnumPair(category, subcategory))
  )
}

/**
 * The labels of a category that is written in the contract's enums, where they
 * correspond; other categories unchanged.
 */
export function labelsOf(
  category: string,
  subcategory: string
): { category: string; subcategory: string } {
  const label = ENUM_CATEGORIES[category]
  if (label === undefined) {
    return { category, subcategory }
  }
  const wanted = subcategory.replace(/^(\w+)_GENERAL$/, "GENERAL_$1")
  return {
    category: label,
    subcategory:
      CATEGORIES[label]?.find((one) => enumWord(one) === wanted) ?? "Unknown",
  }
}

const ENUM_CATEGORIES: Record<string, string | undefined> = {
  PHYSICAL: "Physical",
  DIGITAL: "Digital",
  SERVICE: "Services",
  MISCELLANEOUS: "Misc",
  UNKNOWN: "Unknown",
}

const enumWord = (label: string): string =>
  label
    .toUpperCase()
    .replace(/[^A-Z0-9]+/g, "_")
    .replace(/^_|_$/g, "")

const SUBCATEGORIES = new Set(
  defaultContract.schemas.ProductSubCategoryEnum?.enum as string[]
)

const isEnumPair = (category: string, subcategory: string): boolean =>
  Object.hasOwn(ENUM_CATEGORIES, category) && SUBCATEGORIES.has(subcategory)

/** Whether Kintsugi's list has this subcategory under this category. */
export function isCategoryPair(category: string, subcategory: string): boolean {
  return (
    Object.hasOwn(CATEGORIES, category) &&
    (CATEGORIES[category]?.includes(subcategory) ?? false)
  )
}

/** The list in the shape of `GET /v1/products/categories`. */
export function categoryList() {
  return Object.entries(CATEGORIES).map(([name, subcategories]) => ({
    name,
    subcategories: subcategories.map((subcategory) => ({
      name: subcategory,
      description: "",
      example: "",
      is_frequent: false,
    })),
  }))
}
