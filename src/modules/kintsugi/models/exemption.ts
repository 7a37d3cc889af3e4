import { model } from "@medusajs/framework/utils"

/**
 * An exemption of a customer at Kintsugi: where and when it applies, to charge
 * no tax while Kintsugi can't be reached (docs/decisions/0027), and what is
 * missing, for the register (docs/decisions/0048). Neither the number nor the
 * certificate is stored.
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
    /** The same to sort by, with 9999-12-31 where there is no end date. */
    ends_on: model.text().default("9999-12-31"),
    /** Kintsugi's id of it; null: stored before ids were. */
    exemption_id: model.text().nullable(),
    /** Kintsugi's word, such as `wholesale`; null: stored before it was. */
    exemption_type: model.text().nullable(),
    /** Kintsugi's own status; only `ACTIVE` exempts. */
    status: model.text().default("ACTIVE"),
    /** Whether it has a FEIN or a sales tax ID; null: not known. */
    has_number: model.boolean().nullable(),
    /** How many certificates Kintsugi has; null: not known yet. */
    certificates: model.number().nullable(),
  })
  .indexes([
    {
      name: "IDX_kintsugi_exemption_register",
      on: ["organization_id", "ends_on", "customer_id", "start_date"],
      where: "deleted_at IS NULL",
    },
    {
      name: "IDX_kintsugi_exemption_without_certificate",
      on: ["organization_id", "ends_on", "customer_id", "start_date"],
      where: "certificates = 0 AND deleted_at IS NULL",
    },
    {
      name: "IDX_kintsugi_exemption_not_active",
      on: ["organization_id", "ends_on", "customer_id", "start_date"],
      where: "status <> 'ACTIVE' AND deleted_at IS NULL",
    },
    {
      name: "IDX_kintsugi_exemption_exemption_id_unique",
      on: ["customer_id", "organization_id", "exemption_id"],
      unique: true,
      where: "exemption_id IS NOT NULL AND deleted_at IS NULL",
    },
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
