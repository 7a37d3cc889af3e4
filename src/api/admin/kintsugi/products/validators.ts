import { z } from "@medusajs/framework/zod"
import { id, label, pageSchema } from "../validators"

/** How many products one request may classify or sync. */
export const MAX_PRODUCTS = 1_000

/** Both null: no classification. */
export const categoryPair = {
  category: label.nullable(),
  subcategory: label.nullable(),
}

export const COMES_IN_PAIRS =
  "category and subcategory come in pairs: give both, or null for both to clear the classification"

export const isPair = (given: {
  category: string | null
  subcategory: string | null
}): boolean => (given.category === null) === (given.subcategory === null)

/** The body of `POST /admin/kintsugi/products`. */
export const classifyProductsSchema = z.strictObject({
  classifications: z
    .array(
      z
        .strictObject({ product_id: id, ...categoryPair })
        .refine(isPair, { message: COMES_IN_PAIRS })
    )
    .min(1)
    .max(MAX_PRODUCTS)
    .superRefine((classifications, context) => {
      const seen = new Set<string>()
      for (const { product_id } of classifications) {
        if (seen.has(product_id)) {
          context.addIssue({
            code: "custom",
            message: `product ${product_id} is named more than once`,
          })
        }
        seen.add(product_id)
      }
    }),
})

/** The query of `GET /admin/kintsugi/products`. */
export const productsSchema = pageSchema.extend({
  /** Whether anything in Medusa classifies them; absent: all products. */
  classified: z
    .enum(["true", "false"])
    .transform((value) => value === "true")
    .optional(),
  /** Whether Kintsugi is asked about those that Medusa does not classify. */
  resolved: z
    .enum(["true", "false"])
    .transform((value) => value === "true")
    .default(false),
})

export type ClassifyProductsBody = z.infer<typeof classifyProductsSchema>
export type ProductsQuery = z.infer<typeof productsSchema>
