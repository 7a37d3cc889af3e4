import { model } from "@medusajs/framework/utils"

/** What was last sent to Kintsugi about a product. */
export const KintsugiSyncedProduct = model.define("KintsugiSyncedProduct", {
  id: model.id({ prefix: "kinsync" }).primaryKey(),
  /** Medusa's product; its `external_id` at Kintsugi. */
  product_id: model.text().unique(),
  /** Null while it is not certain that Kintsugi has this state. */
  name: model.text().nullable(),
  /**
   * The category that we sent. Null if the merchant classified the product at
   * Kintsugi, so that the category there is not ours.
   */
  category: model.text().nullable(),
  subcategory: model.text().nullable(),
  /** The categories that we sent before: `{ categories: [{ …, at }] }`. */
  earlier: model.json().nullable(),
})
