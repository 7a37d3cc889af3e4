import { model } from "@medusajs/framework/utils"

/** What the merchant saved in the Admin: one row, or none. */
export const KintsugiConfiguration = model.define("KintsugiConfiguration", {
  id: model.id({ prefix: "kinconf" }).primaryKey(),
  /** Kintsugi's key, encrypted; see `createSecretBox`. */
  locked_api_key: model.text().nullable(),
  /** The part of the key that may be shown: its last characters. */
  api_key_ending: model.text().nullable(),
  organization_id: model.text().nullable(),
  credentials_changed_at: model.dateTime().nullable(),
  /** Id of the user or API key that changed them. */
  credentials_changed_by: model.text().nullable(),
  /** Options that override medusa-config's, by their names there. */
  behavior: model.json().nullable(),
  behavior_changed_at: model.dateTime().nullable(),
  behavior_changed_by: model.text().nullable(),
})
