import type { Knex } from "@medusajs/framework/mikro-orm/knex"
import { groupCalls } from "./group-calls"

/**
 * Reads one value, as JSON: objects and arrays come as such, dates as text.
 *
 * @param sql - a `select` of one row and one column
 * @throws the database's error
 */
export type ReadJson = <Value>(
  sql: string,
  bindings: Knex.RawBinding[]
) => Promise<Value>

/**
 * Makes one statement of all values that are read in the same turn of the event
 * loop: a calculation of tax needs several of the plugin's own tables, and each
 * statement costs a connection of the pool and a journey to the database. What
 * is read is never older than the call.
 */
export const createReadTogether = (knex: Knex): ReadJson => {
  const read = groupCalls(async (reads: Read[]) => {
    const { rows } = await knex.raw<{ rows: Record<string, unknown>[] }>(
      `select ${reads.map(({ sql }, n) => `(${sql}) as value_${n}`).join(", ")}`,
      reads.flatMap(({ bindings }) => bindings)
    )
    return reads.map((_, n) => rows[0]![`value_${n}`])
  }, setImmediate)
  return <Value>(sql: string, bindings: Knex.RawBinding[]) =>
    read({ sql, bindings }) as Promise<Value>
}

type Read = { sql: string; bindings: Knex.RawBinding[] }
