import { model } from "@medusajs/framework/utils"

/** What kept Kintsugi from taxing a cart, once for each stable word. */
export const KintsugiProblem = model.define("KintsugiProblem", {
  id: model.id({ prefix: "kinprob" }).primaryKey(),
  /** The latest one in the merchant's words. */
  message: model.text(),
  count: model.number(),
  first_seen_at: model.dateTime(),
  last_seen_at: model.dateTime(),
  /** The `Failing` that have not been answered since. */
  failing: model.json(),
})
