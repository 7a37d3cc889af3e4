import { model } from "@medusajs/framework/utils"

/**
 * An entry of the tax report line by line and jurisdiction by jurisdiction. Only
 * its CSV reads it: a table of its own keeps the entries small, which every page
 * adds up.
 */
export const KintsugiReportRows = model.define("KintsugiReportRows", {
  /** The entry's id. */
  id: model.text().primaryKey(),
  /** `ReportRow[]` */
  rows: model.json(),
})
