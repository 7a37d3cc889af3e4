import { z } from "@medusajs/framework/zod"
import { COMES_IN_PAIRS, categoryPair, isPair } from "../validators"

/** The body of `POST /admin/kintsugi/products/:product_id`. */
export const classifyProductSchema = z
  .strictObject(categoryPair)
  .refine(isPair, { message: COMES_IN_PAIRS })

export type ClassifyProductBody = z.infer<typeof classifyProductSchema>
