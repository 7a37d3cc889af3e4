import { model } from "@medusajs/framework/utils"

/** A customer group whose members pay no tax. */
export const KintsugiExemptGroup = model.define("KintsugiExemptGroup", {
  id: model.id({ prefix: "kinexgrp" }).primaryKey(),
  /** Medusa's customer group. */
  customer_group_id: model.text().unique(),
  /** In the merchant's words, for shoppers and auditors. */
  reason: model.text(),
  /** Who marked it: a user's id, or an API key's. */
  marked_by: model.text(),
})
