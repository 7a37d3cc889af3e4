import type { Knex } from "@medusajs/framework/mikro-orm/knex"

/**
 * Records when something happened, for all instances of the store.
 *
 * @param at - default: now, by the database's clock
 */
export const recordTimestamp = async (
  knex: Knex,
  id: string,
  at?: Date
): Promise<void> => {
  await knex.raw(
    `insert into kintsugi_timestamp (id, at)
     values (?, coalesce(?::timestamptz, clock_timestamp()))
     on conflict (id) do update set at = excluded.at, updated_at = now()`,
    [id, at ?? null]
  )
}

/**
 * Claims a job that all instances of the store start at the same time: the
 * first instance to claim it gets it.
 *
 * @param everyMs - how long no other instance can claim it
 */
export const claimTimestamp = async (
  knex: Knex,
  id: string,
  everyMs: number
): Promise<boolean> => {
  const { rows } = await knex.raw<{ rows: unknown[] }>(
    `insert into kintsugi_timestamp (id, at) values (?, clock_timestamp())
     on conflict (id) do update set at = excluded.at, updated_at = now()
     where kintsugi_timestamp.at < excluded.at - make_interval(secs => ?)
     returning id`,
    [id, everyMs / 1000]
  )
  return rows.length > 0
}

/** Reads timestamps, by their ids; leaves out those that were not recorded. */
export const readTimestamps = async (
  knex: Knex,
  ids: string[]
): Promise<ReadonlyMap<string, Date>> => {
  const { rows } = await knex.raw<{ rows: { id: string; at: Date }[] }>(
    "select id, at from kintsugi_timestamp where id = any(?::text[]) and deleted_at is null",
    [ids]
  )
  return new Map(rows.map(({ id, at }) => [id, at]))
}

/** The queries on the store's timestamps. */
export const timestampQueries = {
  read: readTimestamps,
  record: recordTimestamp,
  claim: claimTimestamp,
}
