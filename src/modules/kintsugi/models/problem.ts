import { model } from "@medusajs/framework/utils"

/** Why carts could not be taxed by Kintsugi: one row per error code. */
export const KintsugiProblem = model.define("KintsugiProblem", {
  id: model.id({ prefix: "kinprob" }).primaryKey(),
  /** The latest message, for the merchant. */
  message: model.text(),
  count: model.number(),
  first_seen_at: model.dateTime(),
  last_seen_at: model.dateTime(),
  /** The `Failing` carts that have not been answered since. */
  failing: model.json(),
})
