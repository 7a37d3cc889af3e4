import { model } from "@medusajs/framework/utils"

/**
 * Where and when a customer is exempt at Kintsugi: just enough to charge no tax
 * while Kintsugi can't be reached. See docs/decisions/0027.
 */
export const KintsugiExemption = model
  .define("KintsugiExemption", {
    id: model.id({ prefix: "kinexm" }).primaryKey(),
    /** Medusa's customer. */
    customer_id: model.text(),
    /** The organization at Kintsugi that has the exemption. */
    organization_id: model.text(),
    /** ISO 3166-1 alpha-2, upper case; null: everywhere. */
    country_code: model.text().nullable(),
    /** A state's code; null: the whole country. */
    state_code: model.text().nullable(),
    /** The first day, `YYYY-MM-DD`. */
    start_date: model.text(),
    /** The last day, `YYYY-MM-DD`; null: no end date. */
    end_date: model.text().nullable(),
  })
  .indexes([
    {
      name: "IDX_kintsugi_exemption_customer_id",
      on: ["customer_id"],
      where: "deleted_at IS NULL",
    },
    {
      name: "IDX_kintsugi_exemption_end_date",
      on: ["end_date"],
      where: "end_date IS NOT NULL AND deleted_at IS NULL",
    },
  ])
