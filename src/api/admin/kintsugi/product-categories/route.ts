import type { MedusaRequest, MedusaResponse } from "@medusajs/framework/http"
import { productCategories } from "../../../../workflows/products"

/** Kintsugi's categories, each with its subcategories. */
export const GET = async (
  req: MedusaRequest,
  res: MedusaResponse
): Promise<void> => {
  res.json({
    product_categories: await productCategories(
      req.scope,
      "There is no earlier list to show."
    ),
  })
}
