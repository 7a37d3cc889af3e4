import { model } from "@medusajs/framework/utils"

/** A backfill run over past orders. */
export const KintsugiBackfill = model
  .define("KintsugiBackfill", {
    id: model.id({ prefix: "kinback" }).primaryKey(),
    state: model.enum(["running", "done", "stopped"]).default("running"),
    /** Covers orders placed from then on. */
    from: model.dateTime(),
    /** Covers orders placed before then. */
    to: model.dateTime(),
    total: model.number().default(0),
    /** How many orders were processed, the oldest first. */
    done: model.number().default(0),
    /** How many of those orders have an undelivered entry. */
    failed: model.number().default(0),
    /** The last order that was processed, and when it was placed. */
    last_order_id: model.text().nullable(),
    last_created_at: model.dateTime().nullable(),
    lease_token: model.text().nullable(),
    lease_until: model.dateTime().nullable(),
    finished_at: model.dateTime().nullable(),
  })
  .indexes([
    {
      // One run at a time, across all instances of the store.
      name: "IDX_kintsugi_backfill_running_unique",
      on: ["state"],
      unique: true,
      where: "state = 'running' AND deleted_at IS NULL",
    },
  ])
