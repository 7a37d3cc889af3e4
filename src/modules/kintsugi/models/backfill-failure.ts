import { model } from "@medusajs/framework/utils"

/** An order that the latest backfill processed, but could not deliver. */
export const KintsugiBackfillFailure = model
  .define("KintsugiBackfillFailure", {
    id: model.id({ prefix: "kinbf" }).primaryKey(),
    backfill_id: model.text(),
    order_id: model.text(),
  })
  .indexes([
    {
      name: "IDX_kintsugi_backfill_failure_order_unique",
      on: ["backfill_id", "order_id"],
      unique: true,
      where: "deleted_at IS NULL",
    },
  ])
