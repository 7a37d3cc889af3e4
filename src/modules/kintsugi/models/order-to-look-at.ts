import { model } from "@medusajs/framework/utils"

/**
 * An order whose books are kept: when it has to be looked at again, and who is
 * at it. Events only set `due_at`; what is due is read from the order.
 */
export const KintsugiOrder = model
  .define("KintsugiOrder", {
    id: model.id({ prefix: "kinord" }).primaryKey(),
    order_id: model.text().unique(),
    /** The organization at Kintsugi that it was first reported to. */
    organization_id: model.text().nullable(),
    /** When it has to be looked at; null: when something happens. */
    due_at: model.dateTime().nullable(),
    /** Who is at it, and until when. */
    lease_token: model.text().nullable(),
    lease_until: model.dateTime().nullable(),
    /** Whether something happened while somebody was at it. */
    look_again: model.boolean().default(false),
    /** Failures in a row to look at it at all. */
    failures: model.number().default(0),
    /** Why the last look failed, and since when looks fail; null: none did. */
    failure: model.text().nullable(),
    failed_since: model.dateTime().nullable(),
  })
  .indexes([
    {
      name: "IDX_kintsugi_order_due_at",
      on: ["due_at"],
      where: "due_at IS NOT NULL AND deleted_at IS NULL",
    },
    {
      name: "IDX_kintsugi_order_failed_since",
      on: ["failed_since"],
      where: "failed_since IS NOT NULL AND deleted_at IS NULL",
    },
  ])
