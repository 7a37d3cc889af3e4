import { model } from "@medusajs/framework/utils"

/** A run over the history of orders. */
export const KintsugiBackfill = model.define("KintsugiBackfill", {
  id: model.id({ prefix: "kinback" }).primaryKey(),
  state: model.enum(["running", "done", "stopped"]).default("running"),
  /** Orders placed from then on. */
  from: model.dateTime(),
  /** Orders placed before then. */
  to: model.dateTime(),
  total: model.number().default(0),
  /** How many orders were gone through, the oldest first. */
  done: model.number().default(0),
  /** How many of those orders have something that is not delivered. */
  failed: model.number().default(0),
  lease_token: model.text().nullable(),
  lease_until: model.dateTime().nullable(),
  finished_at: model.dateTime().nullable(),
})
