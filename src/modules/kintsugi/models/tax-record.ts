import { model } from "@medusajs/framework/utils"

/**
 * What decided an order's tax, as it was when the order was placed: so that it
 * can be explained years later.
 */
export const KintsugiTaxRecord = model
  .define("KintsugiTaxRecord", {
    id: model.id({ prefix: "kinfact" }).primaryKey(),
    order_id: model.text().unique(),
    /** Medusa's customer, so that the record is erased with them. */
    customer_id: model.text().nullable(),
    /** `TaxFacts`; null once erased. */
    facts: model.json().nullable(),
    /**
     * Whether the facts are certainly those that decided: they give the
     * fingerprint of the order's tax lines.
     */
    confirmed: model.boolean().default(false),
    recorded_at: model.dateTime(),
    /** When it was erased with the customer; the row keeps it from returning. */
    erased_at: model.dateTime().nullable(),
  })
  .indexes([
    {
      name: "IDX_kintsugi_tax_record_customer_id",
      on: ["customer_id"],
      where: "customer_id IS NOT NULL AND deleted_at IS NULL",
    },
  ])
