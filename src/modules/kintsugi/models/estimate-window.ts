import { model } from "@medusajs/framework/utils"

/** What came of the calculations of five minutes on one instance. */
export const KintsugiEstimateWindow = model
  .define("KintsugiEstimateWindow", {
    /** The instance and the start, so that it is written over. */
    id: model.id({ prefix: "kinwin" }).primaryKey(),
    started_at: model.dateTime(),
    /** Answered by Kintsugi. */
    asked: model.number(),
    /** Answered from memory. */
    remembered: model.number(),
    /** Not answered: taxed as `onFailure` or `onInvalidAddress` says. */
    failed: model.number(),
    /** See `Histogram`. */
    latencies: model.array(),
  })
  .indexes([{ on: ["started_at"] }])
