import { model } from "@medusajs/framework/utils"

/** A run over the history of orders. */
export const KintsugiBackfill = model.define("KintsugiBackfill", {
  id: model.id({ prefix: "kinback" }).primaryKey(),
  state: model.enum(["running", "done", "stopped"]).default("running"),
  /** Orders placed from then on. */
  from: model.dateTime(),
  /** Orders placed before then. */
  to: model.dateTime(),
  /** The last order that was gone through. */
  last_created_at: model.dateTime().nullable(),
  last_order_id: model.text().nullable(),
  total: model.number().default(0),
  done: model.number().default(0),
  /** How many of those orders have something that is not delivered. */
  failed: model.number().default(0),
  message: model.text().nullable(),
  lease_token: model.text().nullable(),
  lease_until: model.dateTime().nullable(),
  finished_at: model.dateTime().nullable(),
})
