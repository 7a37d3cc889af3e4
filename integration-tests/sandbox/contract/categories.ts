import labels from "./product-categories.json"

const CATEGORIES: Record<string, readonly string[]> = labels

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
