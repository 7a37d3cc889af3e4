import { model } from "@medusajs/framework/utils"

/** How current the tax report is for an order. */
export const KintsugiReportOrder = model
  .define("KintsugiReportOrder", {
    /** The order's id. */
    id: model.text().primaryKey(),
    /** When it was last known to have changed; null: not since it was read. */
    changed_at: model.dateTime().nullable(),
    /** When it was read; null: not yet. */
    read_at: model.dateTime().nullable(),
    /** Identifies its entries, so that the same ones are not written again. */
    hash: model.text().nullable(),
  })
  .indexes([
    {
      name: "IDX_kintsugi_report_order_due",
      on: ["changed_at"],
      where:
        "changed_at IS NOT NULL AND (read_at IS NULL OR changed_at >= read_at) AND deleted_at IS NULL",
    },
  ])
