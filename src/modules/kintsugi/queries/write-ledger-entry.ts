import type { Knex } from "@medusajs/framework/mikro-orm/knex"
import type { InferTypeOf } from "@medusajs/framework/types"
import { generateEntityId, groupBy } from "@medusajs/framework/utils"
import { groupCalls } from "../group-calls"
import type { KintsugiLedgerEntry } from "../models/ledger-entry"
import { toStoredJson } from "./stored-json"

/** A ledger entry, as it is stored. */
type Row = InferTypeOf<typeof KintsugiLedgerEntry>

type Columns = Partial<
  Omit<Row, "id" | "created_at" | "updated_at" | "deleted_at">
>

type Change = { id: string; columns: Columns }

const TABLE = "kintsugi_ledger_entry"

/** Writes to the ledger, each with others of the same moment. */
export type LedgerWrites = {
  /**
   * Creates a ledger entry.
   *
   * @returns the entry as it is stored
   */
  createEntry(columns: Columns): Promise<Row>
  /**
   * Changes a ledger entry: replaces each given column. Medusa's own update
   * merges an object into the stored one, so that fields removed from a request
   * would still be sent.
   *
   * @returns the entry as it is stored; undefined where there is none
   */
  changeEntry(id: string, columns: Columns): Promise<Row | undefined>
}

export const createLedgerWrites = (knex: Knex): LedgerWrites => {
  const change = groupCalls((changes: Change[]) => changeAll(knex, changes))
  return {
    createEntry: groupCalls((entries: Columns[]) => createAll(knex, entries)),
    changeEntry: (id, columns) => change({ id, columns }),
  }
}

const createAll = async (knex: Knex, entries: Columns[]): Promise<Row[]> => {
  const created = new Map<string, Row>()
  const rows = entries.map((columns) => ({
    ...columns,
    id: generateEntityId("", "kintx"),
  }))
  for (const alike of bySameColumns(rows)) {
    const names = columnsOf(alike[0]!)
    const { rows: stored } = await knex.raw<{ rows: Row[] }>(
      `insert into ${TABLE} (${names.join(", ")})
       select ${names.join(", ")} from jsonb_populate_recordset(null::${TABLE}, ?::jsonb)
       returning *`,
      [toStoredJson(alike)]
    )
    stored.forEach((row) => created.set(row.id, row))
  }
  return rows.map(({ id }) => created.get(id)!)
}

const changeAll = async (
  knex: Knex,
  changes: Change[]
): Promise<(Row | undefined)[]> => {
  const results: (Row | undefined)[] = []
  for (const once of withoutRepeats(changes)) {
    const changed = new Map<string, Row>()
    for (const alike of bySameColumns(
      once.map(({ change: { id, columns } }) => ({ ...columns, id }))
    )) {
      for (const row of await changeAlike(knex, alike)) {
        changed.set(row.id, row)
      }
    }
    for (const { change, index } of once) {
      results[index] = changed.get(change.id)
    }
  }
  return results
}

/** Changes the same columns of several entries, in one statement. */
const changeAlike = async (
  knex: Knex,
  rows: (Columns & { id: string })[]
): Promise<Row[]> => {
  const names = columnsOf(rows[0]!).filter((name) => name !== "id")
  const { rows: changed } = await knex.raw<{ rows: Row[] }>(
    // Every process locks several entries in the same sequence.
    `with locked as (
       select id from ${TABLE} where id = any(?::text[])
       order by id collate "C" for update
     )
     update ${TABLE} entry
     set ${names.map((name) => `${name} = given.${name}`).join(", ")}, updated_at = now()
     from locked
       join jsonb_populate_recordset(null::${TABLE}, ?::jsonb) given using (id)
     where entry.id = locked.id
     returning entry.*`,
    [rows.map(({ id }) => id), toStoredJson(rows)]
  )
  return changed
}

/**
 * Divides changes into parts that contain each entry once, in their order: one
 * statement can't change a row twice.
 */
const withoutRepeats = (
  changes: Change[]
): { change: Change; index: number }[][] => {
  const parts: { change: Change; index: number }[][] = []
  const counts = new Map<string, number>()
  changes.forEach((change, index) => {
    const count = counts.get(change.id) ?? 0
    counts.set(change.id, count + 1)
    ;(parts[count] ??= []).push({ change, index })
  })
  return parts
}

/** Columns that are not given keep their value, or get their default. */
const columnsOf = (row: object): string[] =>
  Object.entries(row)
    .flatMap(([name, value]) => (value === undefined ? [] : name))
    .sort()

const bySameColumns = <Given extends object>(rows: Given[]): Given[][] => {
  const alike: ReadonlyMap<string, { row: Given }[]> = groupBy(
    rows.map((row) => ({ row, columns: columnsOf(row).join() })),
    "columns"
  )
  return [...alike.values()].map((group) => group.map(({ row }) => row))
}
