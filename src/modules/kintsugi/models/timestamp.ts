import { model } from "@medusajs/framework/utils"

/** When a named event last happened. */
export const KintsugiTimestamp = model.define("KintsugiTimestamp", {
  id: model.text().primaryKey(),
  at: model.dateTime(),
})
