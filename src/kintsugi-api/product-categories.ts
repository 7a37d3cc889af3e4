import { z } from "@medusajs/framework/zod"
import type { CategoryPair } from "../contract/category-names"
import { type Deadline, deadlineFor } from "./deadlines"
import { optional } from "./field-schemas"
import type { Transport } from "./transport"

/** The 200 of `GET /v1/products/categories`: the fields that are read. */
export const productCategoriesSchema = z.array(
  z.object({
    name: z.string(),
    subcategories: z.array(
      z.object({
        name: z.string(),
        description: optional(z.string()).optional(),
        /** Whether Kintsugi's merchants often choose it. */
        is_frequent: optional(z.boolean()).optional(),
      })
    ),
  })
)

/** Kintsugi's categories, each with its subcategories. */
export type ProductCategories = z.output<typeof productCategoriesSchema>

/** Kintsugi's categories of products. Every method throws KintsugiError. */
export type CategoryMethods = {
  /** All categories that a product can have, with their subcategories. */
  productCategories(call: Deadline): Promise<ProductCategories>
}

export const categoryMethods = (transport: Transport): CategoryMethods => ({
  productCategories: (limits) =>
    transport.request({
      method: "GET",
      path: "/v1/products/categories",
      schema: productCategoriesSchema,
      ...limits,
    }),
})

/** Every category with each of its subcategories, as labels. */
export const readLabels = async (
  client: CategoryMethods
): Promise<CategoryPair[]> =>
  (await client.productCategories(deadlineFor("labels"))).flatMap(
    ({ name, subcategories }) =>
      subcategories.map((subcategory) => ({
        category: name,
        subcategory: subcategory.name,
      }))
  )
