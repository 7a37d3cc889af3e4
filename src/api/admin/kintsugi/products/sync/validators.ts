import { z } from "@medusajs/framework/zod"
import { id } from "../../validators"
import { MAX_PRODUCTS } from "../validators"

/** The body of `POST /admin/kintsugi/products/sync`; empty: all products. */
export const syncProductsSchema = z
  .strictObject({
    product_ids: z.array(id).min(1).max(MAX_PRODUCTS).optional(),
  })
  .default({})

export type SyncProductsBody = z.infer<typeof syncProductsSchema>
