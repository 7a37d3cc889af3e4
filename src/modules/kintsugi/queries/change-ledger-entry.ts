import type { Knex } from "@medusajs/framework/mikro-orm/knex"
import type { InferTypeOf } from "@medusajs/framework/types"
import type { KintsugiLedgerEntry } from "../models/ledger-entry"

/** A ledger entry, as it is stored. */
type Row = InferTypeOf<typeof KintsugiLedgerEntry>

const JSON_COLUMNS = ["content", "request", "delivered_content"] as const

/**
 * Changes a ledger entry: replaces each given column. Medusa's own update
 * merges an object into the stored one, so that fields removed from a request
 * would still be sent.
 */
export const changeLedgerEntry = async (
  knex: Knex,
  id: string,
  columns: Partial<Omit<Row, "id" | "created_at" | "updated_at">>
): Promise<void> => {
  const values: Record<string, unknown> = { ...columns, updated_at: new Date() }
  for (const name of JSON_COLUMNS) {
    if (values[name]) {
      values[name] = JSON.stringify(values[name])
    }
  }
  await knex("kintsugi_ledger_entry").where({ id }).update(values)
}
