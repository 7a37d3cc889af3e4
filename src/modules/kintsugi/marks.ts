import type { Knex } from "@medusajs/framework/mikro-orm/knex"

/**
 * Notes that something happened, for all instances of the store.
 *
 * @param at - absent: now, by the database's clock
 */
export const noteMark = async (
  knex: Knex,
  id: string,
  at?: Date
): Promise<void> => {
  await knex.raw(
    `insert into kintsugi_mark (id, at)
     values (?, coalesce(?::timestamptz, clock_timestamp()))
     on conflict (id) do update set at = excluded.at, updated_at = now()`,
    [id, at ?? null]
  )
}
