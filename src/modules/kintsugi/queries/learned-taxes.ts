import type { Knex } from "@medusajs/framework/mikro-orm/knex"
import type { LearnedChange } from "../memory/learn-answers"
import {
  type LearnedContent,
  type LearnedRow,
  type Region,
  keyOf,
} from "../memory/learned-row"
import { toStoredJson } from "./stored-json"

const TABLE = "kintsugi_learned_tax"

const IN_REGION =
  "organization_id = ? and country = ? and state = ? and currency = ? and deleted_at is null"

const regionValues = ({ organizationId, country, state, currency }: Region) => [
  organizationId,
  country,
  state,
  currency,
]

/** By id. */
const read = async (
  knex: Knex,
  ids: string[]
): Promise<Map<string, LearnedContent>> => {
  const { rows } = await knex.raw<{ rows: LearnedRow[] }>(
    `select id, content from ${TABLE} where id = any(?::text[])`,
    [[...new Set(ids)]]
  )
  return new Map(rows.map(({ id, content }) => [id, content.value]))
}

const readRegion = async (
  knex: Knex,
  region: Region
): Promise<Pick<LearnedRow, "kind" | "key" | "content">[]> => {
  const { rows } = await knex.raw<{ rows: LearnedRow[] }>(
    `select kind, key, content from ${TABLE} where ${IN_REGION}`,
    regionValues(region)
  )
  return rows
}

/**
 * Saves what was learned. Two instances that learn the same at the same moment
 * overwrite each other, and learn it again with the next answer.
 */
const save = async (
  knex: Knex,
  changes: LearnedChange[],
  seenAt: Date
): Promise<void> => {
  const rows = changes
    .map(({ id, region, topic, content, isRegistered }) => ({
      id,
      organization_id: region.organizationId,
      country: region.country,
      state: region.state,
      currency: region.currency,
      kind: topic.kind,
      key: keyOf(topic),
      content: { value: content },
      is_registered: isRegistered ?? null,
      seen_at: seenAt.toISOString(),
    }))
    // In one sequence on every instance, so that none waits for the other.
    .sort((one, other) => (one.id < other.id ? -1 : 1))
  await knex.raw(
    `insert into ${TABLE}
       (id, organization_id, country, state, currency, kind, key, content, is_registered, seen_at)
     select id, organization_id, country, state, currency, kind, key, content, is_registered, seen_at
     from jsonb_to_recordset(?::jsonb) as learned (
       id text, organization_id text, country text, state text, currency text,
       kind text, key text, content jsonb, is_registered boolean, seen_at timestamptz
     )
     on conflict (id) do update set
       content = excluded.content, is_registered = excluded.is_registered,
       seen_at = excluded.seen_at, updated_at = now()`,
    [toStoredJson(rows)]
  )
}

/** Deletes what was learned of a region before its registration changed. */
const deleteOtherRegistration = async (
  knex: Knex,
  region: Region,
  isRegistered: boolean
): Promise<void> => {
  await knex.raw(
    `delete from ${TABLE} where ${IN_REGION} and kind = 'subject' and is_registered = ?`,
    [...regionValues(region), !isRegistered]
  )
}

/** Deletes what was not seen since a moment, and the oldest beyond a number. */
const trim = async (
  knex: Knex,
  { since, maxRows }: { since: Date; maxRows: number }
): Promise<void> => {
  await knex.raw(
    `delete from ${TABLE} where seen_at < ? and deleted_at is null`,
    [since]
  )
  await knex.raw(
    `delete from ${TABLE} where id in (
       select id from ${TABLE} where deleted_at is null
       order by seen_at desc offset ?
     )`,
    [maxRows]
  )
}

export const learnedTaxQueries: {
  // Named, as in `ledgerQueries`.
  read: typeof read
  readRegion: typeof readRegion
  save: typeof save
  deleteOtherRegistration: typeof deleteOtherRegistration
  trim: typeof trim
} = {
  read,
  readRegion,
  save,
  deleteOtherRegistration,
  trim,
}
