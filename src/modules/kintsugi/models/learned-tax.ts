import { model } from "@medusajs/framework/utils"

/**
 * What Kintsugi's answers have taught about a place: a row for each subject in
 * a postal code, each rule of a tax on a subject, and each postal code's fees.
 */
export const KintsugiLearnedTax = model
  .define("KintsugiLearnedTax", {
    /** A hash of the next six columns. */
    id: model.id({ prefix: "kinlearn" }).primaryKey(),
    organization_id: model.text(),
    country: model.text(),
    /** Empty where the country has none. */
    state: model.text(),
    currency: model.text(),
    kind: model.enum(["subject", "rule", "fees"]),
    /** Within its kind, see `keyOf`. */
    key: model.text(),
    content: model.json(),
    /** Of a subject: whether the store was registered there. */
    is_registered: model.boolean().nullable(),
    seen_at: model.dateTime(),
  })
  .indexes([
    { on: ["organization_id", "country", "state", "currency"] },
    { on: ["seen_at"] },
  ])
