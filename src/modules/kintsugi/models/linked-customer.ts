import { model } from "@medusajs/framework/utils"

/** A customer with a record at Kintsugi, because of an exemption. */
export const KintsugiCustomer = model
  .define("KintsugiCustomer", {
    id: model.id({ prefix: "kincus" }).primaryKey(),
    /** Medusa's customer; the record's `external_id` at Kintsugi. */
    customer_id: model.text(),
    /** The organization at Kintsugi that has the record. */
    organization_id: model.text(),
    /** Kintsugi's own id. */
    kintsugi_id: model.text(),
    /** When an exemption was last sent to Kintsugi. */
    exempted_at: model.dateTime(),
    /** Who sent it: a user's id, or an API key's. */
    exempted_by: model.text(),
  })
  .indexes([
    {
      name: "IDX_kintsugi_customer_customer_id_organization_id_unique",
      on: ["customer_id", "organization_id"],
      unique: true,
      where: "deleted_at IS NULL",
    },
  ])
