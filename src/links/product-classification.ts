import { defineLink } from "@medusajs/framework/utils"
import ProductModule from "@medusajs/medusa/product"
import KintsugiModule from "../modules/kintsugi"

/**
 * Query reads a product with the merchant's own classification of it as
 * `product.kintsugi_classification`. Read-only: nothing is stored for it, since
 * the classification has the product's id.
 */
export default defineLink(
  { linkable: ProductModule.linkable.product, field: "id" },
  {
    ...KintsugiModule.linkable.kintsugiClassification.id,
    primaryKey: "product_id",
  },
  { readOnly: true }
)
