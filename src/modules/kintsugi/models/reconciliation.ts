import { model } from "@medusajs/framework/utils"

/** What a comparison of the books found. */
export const KintsugiReconciliation = model.define("KintsugiReconciliation", {
  id: model.id({ prefix: "kinrec" }).primaryKey(),
  state: model.enum(["running", "done", "failed"]).default("running"),
  from: model.dateTime(),
  to: model.dateTime(),
  /** How many were compared: `{ orders, records, transactions }`. */
  compared: model.json().nullable(),
  /** `{ items: Finding[] }`. */
  findings: model.json().nullable(),
  count: model.number().default(0),
  message: model.text().nullable(),
  finished_at: model.dateTime().nullable(),
})
