import { model } from "@medusajs/framework/utils"

/** What Kintsugi was last told about a product. */
export const KintsugiToldProduct = model.define("KintsugiToldProduct", {
  id: model.id({ prefix: "kintold" }).primaryKey(),
  /** Medusa's product; its `external_id` at Kintsugi. */
  product_id: model.text().unique(),
  /** Null while it is not certain that Kintsugi has what is said here. */
  name: model.text().nullable(),
  /**
   * The category that we gave it. Null where the category at Kintsugi is not
   * ours but the merchant's own word there.
   */
  category: model.text().nullable(),
  subcategory: model.text().nullable(),
  /** The categories that we gave it before: `{ categories: [{ …, at }] }`. */
  earlier: model.json().nullable(),
})
