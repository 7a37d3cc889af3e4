import { model } from "@medusajs/framework/utils"

/**
 * What the merchant classified one product as in Medusa: a pair that Kintsugi's
 * `GET /v1/products/categories` names. A product without a row has none of its
 * own.
 */
export const KintsugiClassification = model.define("KintsugiClassification", {
  id: model.id({ prefix: "kincl" }).primaryKey(),
  /** Medusa's product. */
  product_id: model.text().unique(),
  category: model.text(),
  subcategory: model.text(),
})
