import type { Knex } from "@medusajs/framework/mikro-orm/knex"
import type { InferTypeOf } from "@medusajs/framework/types"
import { generateEntityId } from "@medusajs/framework/utils"
import type { KintsugiLedgerEntry } from "../models/ledger-entry"

/** A ledger entry, as it is stored. */
type Row = InferTypeOf<typeof KintsugiLedgerEntry>

type Columns = Omit<Row, "id" | "created_at" | "updated_at" | "deleted_at">

const TABLE = "kintsugi_ledger_entry"

const JSON_COLUMNS = [
  "content",
  "request",
  "delivered_content",
  "product",
] as const

/**
 * Creates a ledger entry, in one statement: Medusa's own method takes three, and
 * each order that is reported waits for it.
 *
 * @returns the entry as it is stored
 */
export const createLedgerEntry = async (
  knex: Knex,
  columns: Partial<Columns>
): Promise<Row> => {
  const [row] = (await knex(TABLE)
    .insert({ id: generateEntityId("", "kintx"), ...toStored(columns) })
    .returning("*")) as [Row]
  return row
}

/**
 * Changes a ledger entry: replaces each given column. Medusa's own update
 * merges an object into the stored one, so that fields removed from a request
 * would still be sent.
 *
 * @returns the entry as it is stored; undefined where there is none
 */
export const changeLedgerEntry = async (
  knex: Knex,
  id: string,
  columns: Partial<Columns>
): Promise<Row | undefined> => {
  const [row] = (await knex(TABLE)
    .where({ id })
    .update({ ...toStored(columns), updated_at: new Date() })
    .returning("*")) as Row[]
  return row
}

const toStored = (columns: Partial<Columns>): Record<string, unknown> => {
  const values: Record<string, unknown> = { ...columns }
  for (const name of JSON_COLUMNS) {
    if (values[name]) {
      values[name] = JSON.stringify(values[name])
    }
  }
  return values
}
