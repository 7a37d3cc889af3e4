import { model } from "@medusajs/framework/utils"
import { FINDINGS } from "../../../ledger/finding"

/** A finding of a reconciliation that the merchant has explained. */
export const KintsugiDismissedFinding = model
  .define("KintsugiDismissedFinding", {
    id: model.id({ prefix: "kindis" }).primaryKey(),
    /** What the finding says, as `findingKey` identifies it. */
    key: model.text(),
    kind: model.enum([...FINDINGS]),
    external_id: model.text(),
    order_id: model.text().nullable(),
    /** The order number that the merchant and the shopper see. */
    display_id: model.text().nullable(),
    currency_code: model.text().nullable(),
    message: model.text(),
    /** Why it is as it should be; null: erased with the order's customer. */
    note: model.text().nullable(),
    /** Id of the user or of the secret API key in Medusa. */
    dismissed_by: model.text().nullable(),
  })
  .indexes([
    {
      name: "IDX_kintsugi_dismissed_finding_key_unique",
      on: ["key"],
      unique: true,
      where: "deleted_at IS NULL",
    },
    {
      name: "IDX_kintsugi_dismissed_finding_order_id",
      on: ["order_id"],
      where: "order_id IS NOT NULL AND deleted_at IS NULL",
    },
  ])
