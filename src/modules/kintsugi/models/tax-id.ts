import { model } from "@medusajs/framework/utils"

/** A customer's business tax id in one country. */
export const KintsugiTaxId = model
  .define("KintsugiTaxId", {
    id: model.id({ prefix: "kintaxid" }).primaryKey(),
    /** Medusa's customer. */
    customer_id: model.text(),
    /** ISO 3166-1 alpha-2, upper case. */
    country_code: model.text(),
    number: model.text(),
  })
  .indexes([
    {
      name: "IDX_kintsugi_tax_id_customer_id_country_code_unique",
      on: ["customer_id", "country_code"],
      unique: true,
      where: "deleted_at IS NULL",
    },
  ])
