import { model } from "@medusajs/framework/utils"

/** A customer group whose members pay no tax, everywhere or in some states. */
export const KintsugiExemptGroup = model.define("KintsugiExemptGroup", {
  id: model.id({ prefix: "kinexgrp" }).primaryKey(),
  /** Medusa's customer group. */
  customer_group_id: model.text().unique(),
  /** In the merchant's words, for the Admin and auditors. */
  reason: model.text(),
  /** ISO 3166-1 alpha-2, upper case; null: everywhere. */
  country_code: model.text().nullable(),
  /** States' codes; null: the whole country. */
  state_codes: model.array().nullable(),
  /** The last day, `YYYY-MM-DD`; null: it does not end. */
  end_date: model.text().nullable(),
  /** The certificate in the store's File Module; null: none. */
  certificate_file_id: model.text().nullable(),
  /** The certificate's file name. */
  certificate_name: model.text().nullable(),
  /** Who marked it: a user's id, or an API key's. */
  marked_by: model.text(),
})
