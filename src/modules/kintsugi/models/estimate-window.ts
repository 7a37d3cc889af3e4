import { model } from "@medusajs/framework/utils"

/** The results of five minutes of calculations on one instance. */
export const KintsugiEstimateWindow = model
  .define("KintsugiEstimateWindow", {
    /** Made of the instance and the start, so that the row is overwritten. */
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
