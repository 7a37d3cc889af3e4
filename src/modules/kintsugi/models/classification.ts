import { model } from "@medusajs/framework/utils"

/**
 * How the merchant classified one product in Medusa: a pair from Kintsugi's
 * `GET /v1/products/categories`. A product without a row has no classification
 * of its own.
 */
export const KintsugiClassification = model
  .define("KintsugiClassification", {
    id: model.id({ prefix: "kincl" }).primaryKey(),
    /** Medusa's product. */
    product_id: model.text().unique(),
    category: model.text(),
    subcategory: model.text(),
  })
  .indexes([
    {
      name: "IDX_kintsugi_classification_category_subcategory",
      on: ["category", "subcategory"],
      where: "deleted_at IS NULL",
    },
  ])
