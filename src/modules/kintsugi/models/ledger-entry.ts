import { model } from "@medusajs/framework/utils"
import { LEDGER_REASONS, LEDGER_STATES } from "../../../ledger/entry"

/**
 * A ledger entry: one transaction that must be reported to Kintsugi, what was
 * reported of it, and with what result.
 */
export const KintsugiLedgerEntry = model
  .define("KintsugiLedgerEntry", {
    id: model.id({ prefix: "kintx" }).primaryKey(),
    order_id: model.text(),
    /** The order number that the merchant and the shopper see. */
    display_id: model.text().nullable(),
    /** The organization at Kintsugi that it belongs to; never changes. */
    organization_id: model.text(),
    type: model.enum(["sale", "credit_note"]),
    /**
     * In which form the request is: a credit note is sent as one, or as a sale
     * with negative amounts, by the option `sync.refundsAs` of that time.
     */
    sent_as: model.enum(["sale", "credit_note", "negative_sale"]),
    reason: model.enum([...LEDGER_REASONS]),
    /** Id of the order, refund or return in Medusa. */
    reference_id: model.text(),
    /** Our id at Kintsugi, made of Medusa's ids. */
    external_id: model.text(),
    /** For a credit note: the external id of its sale. */
    sale_external_id: model.text().nullable(),
    kintsugi_id: model.text().nullable(),
    /** Kintsugi's latest status, e.g. `COMMITTED`. */
    kintsugi_status: model.text().nullable(),
    state: model.enum([...LEDGER_STATES]).default("waiting"),
    /** What it waits for; null: only to be processed. */
    blocked_by: model
      .enum([
        "payment",
        "fulfillment",
        "sale",
        "retry",
        "organization",
        "product",
      ])
      .nullable(),
    /** Why it is not delivered, for the merchant. */
    message: model.text().nullable(),
    /** The kind of failure, e.g. `unavailable`. */
    error_code: model.text().nullable(),
    /** The product that it waits for: `{ id, title }`, the id at Kintsugi. */
    product: model.json().nullable(),
    /** When the sale, refund, return or change happened. */
    occurred_at: model.dateTime(),
    currency_code: model.text(),
    /** In major units, without tax. */
    net: model.text(),
    tax: model.text(),
    /** What is to be reported: lines, credit, status. */
    content: model.json(),
    /**
     * The body that will be sent. Once Kintsugi has it, it is kept without the
     * customer and the addresses.
     */
    request: model.json(),
    /** Identifies the request, so that a change is detected. */
    request_hash: model.text(),
    /** What Kintsugi has: the content and the hash of its request. */
    delivered_content: model.json().nullable(),
    delivered_hash: model.text().nullable(),
    /** Whether Kintsugi has filed it, so that it can no longer be changed. */
    locked: model.boolean().default(false),
    /**
     * Of an order's sale: what its tax is by, where Kintsugi could not answer.
     */
    tax_source: model.enum(["remembered", "fallback", "zero"]).nullable(),
    /** The tax that Kintsugi itself calculates, in major units. */
    calculated_tax: model.text().nullable(),
    attempts: model.number().default(0),
    /** Failures in a row. */
    failures: model.number().default(0),
    next_attempt_at: model.dateTime().nullable(),
    delivered_at: model.dateTime().nullable(),
    /** When personal data was removed from the request; null: not yet. */
    trimmed_at: model.dateTime().nullable(),
  })
  .indexes([
    {
      name: "IDX_kintsugi_ledger_entry_external_id_unique",
      on: ["organization_id", "external_id"],
      unique: true,
      where: "deleted_at IS NULL",
    },
    { name: "IDX_kintsugi_ledger_entry_order_id", on: ["order_id"] },
    {
      name: "IDX_kintsugi_ledger_entry_state_occurred_at",
      on: ["state", "occurred_at"],
    },
    {
      name: "IDX_kintsugi_ledger_entry_occurred_at",
      on: ["occurred_at", "id"],
    },
    { name: "IDX_kintsugi_ledger_entry_display_id", on: ["display_id"] },
    { name: "IDX_kintsugi_ledger_entry_external_id", on: ["external_id"] },
    {
      name: "IDX_kintsugi_ledger_entry_kintsugi_id",
      on: ["kintsugi_id"],
      where: "kintsugi_id IS NOT NULL AND deleted_at IS NULL",
    },
    // Counted without reading the table.
    {
      name: "IDX_kintsugi_ledger_entry_state_blocked_by",
      on: ["state", "blocked_by"],
    },
    {
      name: "IDX_kintsugi_ledger_entry_blocked_by",
      on: ["blocked_by", "organization_id"],
      where: "blocked_by IS NOT NULL AND deleted_at IS NULL",
    },
    {
      name: "IDX_kintsugi_ledger_entry_not_answered",
      on: ["occurred_at", "id"],
      where: "tax_source IS NOT NULL AND deleted_at IS NULL",
    },
    {
      name: "IDX_kintsugi_ledger_entry_refused",
      on: ["error_code"],
      where: "state = 'refused' AND deleted_at IS NULL",
    },
    {
      name: "IDX_kintsugi_ledger_entry_under_collected",
      on: ["occurred_at"],
      where:
        "calculated_tax::numeric - tax::numeric > 0.05 AND deleted_at IS NULL",
    },
    {
      name: "IDX_kintsugi_ledger_entry_untrimmed",
      on: ["id"],
      where:
        "trimmed_at IS NULL AND state IN ('delivered', 'skipped') AND deleted_at IS NULL",
    },
    {
      name: "IDX_kintsugi_ledger_entry_unsent",
      on: ["id"],
      where:
        "trimmed_at IS NULL AND state NOT IN ('delivered', 'skipped') AND deleted_at IS NULL",
    },
  ])
