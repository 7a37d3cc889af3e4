import { model } from "@medusajs/framework/utils"

/** What the merchant saved in the Admin: one row, or none. */
export const KintsugiConfiguration = model.define("KintsugiConfiguration", {
  id: model.id({ prefix: "kinconf" }).primaryKey(),
  /** Kintsugi's key, encrypted; see `createVault`. */
  locked_api_key: model.text().nullable(),
  /** What of the key may be shown: its last characters. */
  api_key_ending: model.text().nullable(),
  organization_id: model.text().nullable(),
  credentials_changed_at: model.dateTime().nullable(),
  /** Id of the user, or of the API key, who changed them. */
  credentials_changed_by: model.text().nullable(),
  /** Options that win over the configuration's, by their names there. */
  behaviour: model.json().nullable(),
  behaviour_changed_at: model.dateTime().nullable(),
  behaviour_changed_by: model.text().nullable(),
})
