import { model } from "@medusajs/framework/utils"
import { REPORT_TYPES } from "../../../report/current-entries"

/**
 * The tax report: an order's sale, credit note or cancellation with its
 * figures, derived from the order and the ledger. Amounts in major units,
 * negative where they are taken back.
 */
export const KintsugiReportEntry = model
  .define("KintsugiReportEntry", {
    /** The external id of the ledger's entry, and what it is in the report. */
    id: model.text().primaryKey(),
    order_id: model.text(),
    display_id: model.text().nullable(),
    external_id: model.text(),
    type: model.enum([...REPORT_TYPES]),
    reason: model.text(),
    /** It is no sale yet: it waits for payment, or for fulfillment. */
    is_waiting: model.boolean(),
    occurred_at: model.dateTime(),
    currency_code: model.text(),
    /** Where it is taxed; empty: its address does not say. */
    country: model.text(),
    state: model.text(),
    /** As its taxes name them; empty: none does. */
    county: model.text(),
    city: model.text(),
    /** Without tax. */
    gross: model.text(),
    exempt: model.text(),
    taxable: model.text(),
    tax: model.text(),
    /** The parts of `tax` that are not by Kintsugi's answer. */
    tax_remembered: model.text(),
    tax_fallback: model.text(),
    tax_other: model.text(),
    /** Kintsugi's own tax of a sale, and what was charged for the same lines. */
    calculated_tax: model.text().nullable(),
    compared_tax: model.text().nullable(),
    /** Reason → amount. */
    exempt_reasons: model.json(),
    /** `JurisdictionFigures[]` */
    jurisdictions: model.json(),
  })
  .indexes([
    {
      name: "IDX_kintsugi_report_entry_occurred_at",
      on: ["currency_code", "occurred_at", "id"],
    },
    { name: "IDX_kintsugi_report_entry_order_id", on: ["order_id"] },
    {
      name: "IDX_kintsugi_report_entry_place",
      on: ["currency_code", "country", "state", "occurred_at", "id"],
    },
  ])
