import { model } from "@medusajs/framework/utils"

/** The one reading of all orders that fills the tax report. */
export const KintsugiReportFill = model.define("KintsugiReportFill", {
  /** Always the same: there is one. */
  id: model.text().primaryKey(),
  /** Orders when it started. */
  total: model.number(),
  /** How many orders were read, by their ids. */
  done: model.number().default(0),
  /** The last one; null: none yet. */
  last_order_id: model.text().nullable(),
  finished_at: model.dateTime().nullable(),
})
