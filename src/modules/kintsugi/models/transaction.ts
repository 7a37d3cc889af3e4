import { model } from "@medusajs/framework/utils"
import { LEDGER_REASONS, LEDGER_STATES } from "../../../tax/books/ledger"

/**
 * A record of the ledger: one thing that Kintsugi must be told, with what it
 * was told and how that went.
 */
export const KintsugiTransaction = model
  .define("KintsugiTransaction", {
    id: model.id({ prefix: "kintx" }).primaryKey(),
    order_id: model.text(),
    /** As the merchant and the shopper know the order. */
    display_id: model.text().nullable(),
    /** The organization at Kintsugi that it belongs to, for good. */
    organization_id: model.text(),
    type: model.enum(["sale", "credit_note"]),
    reason: model.enum([...LEDGER_REASONS]),
    /** Of the order, refund or return in Medusa. */
    reference_id: model.text(),
    /** Ours at Kintsugi, made of Medusa's ids. */
    external_id: model.text(),
    /** For a credit note: the external id of its sale. */
    sale_external_id: model.text().nullable(),
    kintsugi_id: model.text().nullable(),
    /** As Kintsugi last named it, e.g. `COMMITTED`. */
    kintsugi_status: model.text().nullable(),
    state: model.enum([...LEDGER_STATES]).default("waiting"),
    /** What it waits for; null: its turn. */
    waits_for: model
      .enum(["payment", "fulfillment", "sale", "retry", "organization"])
      .nullable(),
    /** For the merchant: why it is not delivered. */
    message: model.text().nullable(),
    /** What kind of failure, e.g. `unavailable`. */
    error_code: model.text().nullable(),
    /** Of the sale, refund, return or change. */
    occurred_at: model.dateTime(),
    currency_code: model.text(),
    /** In major units, without tax. */
    net: model.text(),
    tax: model.text(),
    /** What is to be told: lines, credit, status. */
    content: model.json(),
    /** The body that will be, or was, sent. */
    request: model.json(),
    /** Names the request, so that a change is seen. */
    request_hash: model.text(),
    /** What Kintsugi has: the content and the name of its request. */
    told: model.json().nullable(),
    told_hash: model.text().nullable(),
    /** Whether Kintsugi has put it in a filing and changes it no more. */
    locked: model.boolean().default(false),
    /** What Kintsugi calculates itself, in major units. */
    calculated_tax: model.text().nullable(),
    attempts: model.number().default(0),
    /** Failures in a row. */
    failures: model.number().default(0),
    next_attempt_at: model.dateTime().nullable(),
    delivered_at: model.dateTime().nullable(),
  })
  .indexes([
    {
      name: "IDX_kintsugi_transaction_external_id_unique",
      on: ["organization_id", "external_id"],
      unique: true,
      where: "deleted_at IS NULL",
    },
    { name: "IDX_kintsugi_transaction_order_id", on: ["order_id"] },
    {
      name: "IDX_kintsugi_transaction_state_occurred_at",
      on: ["state", "occurred_at"],
    },
    {
      name: "IDX_kintsugi_transaction_occurred_at",
      on: ["occurred_at", "id"],
    },
    { name: "IDX_kintsugi_transaction_display_id", on: ["display_id"] },
  ])
