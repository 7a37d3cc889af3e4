import { model } from "@medusajs/framework/utils"

/** How far something has come: a name and a moment. */
export const KintsugiMark = model.define("KintsugiMark", {
  id: model.text().primaryKey(),
  at: model.dateTime(),
})
