import { model } from "@medusajs/framework/utils"

/** A customer that Kintsugi keeps a record of, since there is an exemption. */
export const KintsugiCustomer = model
  .define("KintsugiCustomer", {
    id: model.id({ prefix: "kincus" }).primaryKey(),
    /** Medusa's customer; the record's `external_id` at Kintsugi. */
    customer_id: model.text(),
    /** Of the organization whose record it is. */
    organization_id: model.text(),
    /** Kintsugi's own id. */
    kintsugi_id: model.text(),
    /** When Kintsugi was last told of an exemption. */
    exempted_at: model.dateTime(),
    /** Who did so: a user's id, or an API key's. */
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
