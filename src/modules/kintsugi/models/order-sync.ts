import { model } from "@medusajs/framework/utils"

/**
 * An order with a ledger: when it has to be processed again, and which process
 * holds its lease. Events only set `due_at`; what has to be reported is read
 * from the order.
 */
export const KintsugiOrderSync = model
  .define("KintsugiOrderSync", {
    id: model.id({ prefix: "kinord" }).primaryKey(),
    order_id: model.text().unique(),
    /** The organization at Kintsugi that it was first reported to. */
    organization_id: model.text().nullable(),
    /** Whether it was requested explicitly: then its age does not matter. */
    requested: model.boolean().default(false),
    /** When it has to be processed; null: at its next event. */
    due_at: model.dateTime().nullable(),
    /** The lease of the process that works on it, and when it ends. */
    lease_token: model.text().nullable(),
    lease_until: model.dateTime().nullable(),
    /** Whether something happened to it during the current lease. */
    reprocess: model.boolean().default(false),
    /** How many times in a row processing failed. */
    failures: model.number().default(0),
    /** Why processing last failed, and since when it fails; null: it works. */
    failure: model.text().nullable(),
    failed_since: model.dateTime().nullable(),
  })
  .indexes([
    {
      name: "IDX_kintsugi_order_sync_due_at",
      on: ["due_at"],
      where: "due_at IS NOT NULL AND deleted_at IS NULL",
    },
    {
      name: "IDX_kintsugi_order_sync_failed_since",
      on: ["failed_since"],
      where: "failed_since IS NOT NULL AND deleted_at IS NULL",
    },
  ])
