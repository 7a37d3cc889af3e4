import type { ProductCategory } from "../cart/taxable-line"

/** The settings that name the categories, as the plugin's options do. */
export type CategorySettings = {
  defaultCategory: string
  defaultSubcategory: string
  shippingCategory: string
  shippingSubcategory: string
}

/** What lines are taxed as if nothing else says so. */
export type DefaultCategories = {
  /** For shipping methods. */
  shipping: ProductCategory
  /** For products that are not classified. */
  fallback: ProductCategory
}

/** The settings' categories for shipping, and for unclassified products. */
export const defaultCategories = ({
  defaultCategory,
  defaultSubcategory,
  shippingCategory,
  shippingSubcategory,
}: CategorySettings): DefaultCategories => ({
  shipping: { category: shippingCategory, subcategory: shippingSubcategory },
  fallback: { category: defaultCategory, subcategory: defaultSubcategory },
})
