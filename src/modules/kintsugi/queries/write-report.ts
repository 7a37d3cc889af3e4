import type { Knex } from "@medusajs/framework/mikro-orm/knex"
import type { ReportEntry } from "../../../report/report-entry"
import { toStoredJson } from "./stored-json"

/** An order as it was read for the report. */
export type ReadForReport = {
  orderId: string
  hash: string
  /** Absent: they are what the report has already. */
  entries?: ReportEntry[]
}

/** Orders to be read for the report, and when that begins. */
export type ToRead = {
  /** By the database's clock. */
  readAt: string
  /** Order id → what identifies the entries that the report has of it. */
  hashes: ReadonlyMap<string, string | null>
}

const DUE =
  "changed_at is not null and (read_at is null or changed_at >= read_at) and deleted_at is null"

/** The columns of an entry, as they are in {@link ReportEntry}. */
const COLUMNS = [
  "id",
  "order_id",
  "display_id",
  "external_id",
  "type",
  "reason",
  "is_waiting",
  "occurred_at",
  "currency_code",
  "country",
  "state",
  "county",
  "city",
  "gross",
  "exempt",
  "taxable",
  "tax",
  "tax_remembered",
  "tax_fallback",
  "tax_other",
  "calculated_tax",
  "compared_tax",
  "exempt_reasons",
  "jurisdictions",
] as const satisfies (keyof ReportEntry)[]

/** Records that orders have changed, so that the report reads them again. */
export const markChanged = async (
  knex: Knex,
  orderIds: string[]
): Promise<void> => {
  if (orderIds.length) {
    await knex.raw(
      `insert into kintsugi_report_order (id, changed_at)
       select distinct id, clock_timestamp() from unnest(?::text[]) as id order by 1
       on conflict (id) do update set changed_at = excluded.changed_at, updated_at = now()`,
      [orderIds]
    )
  }
}

/** The orders that changed since they were read, the longest waiting first. */
export const listDue = async (knex: Knex, limit: number): Promise<ToRead> => {
  const { rows } = await knex.raw<{
    rows: { id: string; hash: string | null }[]
  }>(
    `select id, hash from kintsugi_report_order where ${DUE}
     order by changed_at limit ?`,
    [limit]
  )
  return toRead(knex, rows)
}

/** How many orders changed since they were read, up to `most`. */
export const countDue = async (knex: Knex, most: number): Promise<number> => {
  const { rows } = await knex.raw<{ rows: { count: string }[] }>(
    `select count(*) from (
       select 1 from kintsugi_report_order where ${DUE} limit ?
     ) as due`,
    [most]
  )
  return Number(rows[0]!.count)
}

/** What the report knows of orders, before they are read. */
export const startReading = async (
  knex: Knex,
  orderIds: string[]
): Promise<ToRead> => {
  const { rows } = await knex.raw<{
    rows: { id: string; hash: string | null }[]
  }>("select id, hash from kintsugi_report_order where id = any(?::text[])", [
    orderIds,
  ])
  const known = new Map(rows.map(({ id, hash }) => [id, hash]))
  return toRead(
    knex,
    orderIds.map((id) => ({ id, hash: known.get(id) ?? null }))
  )
}

const toRead = async (
  knex: Knex,
  orders: { id: string; hash: string | null }[]
): Promise<ToRead> => {
  const { rows } = await knex.raw<{ rows: { now: string }[] }>(
    "select clock_timestamp()::text as now"
  )
  return {
    readAt: rows[0]!.now,
    hashes: new Map(orders.map(({ id, hash }) => [id, hash])),
  }
}

/** When orders were read for the report; leaves out those that never were. */
export const readTimes = async (
  knex: Knex,
  orderIds: string[]
): Promise<ReadonlyMap<string, Date>> => {
  const { rows } = await knex.raw<{ rows: { id: string; read_at: Date }[] }>(
    `select id, read_at from kintsugi_report_order
     where id = any(?::text[]) and read_at is not null`,
    [orderIds]
  )
  return new Map(rows.map(({ id, read_at }) => [id, read_at]))
}

/**
 * Stores what was read of orders, in one statement. An order that another
 * process has read later keeps what that one has stored.
 */
export const storeRead = async (
  knex: Knex,
  readAt: string,
  read: ReadForReport[]
): Promise<void> => {
  if (!read.length) {
    return
  }
  const columns = COLUMNS.join(", ")
  const changed = read.filter(({ entries }) => entries)
  const entries = changed.flatMap((order) => order.entries ?? [])
  await knex.raw(
    `with read as (
       insert into kintsugi_report_order (id, hash, read_at)
       select id, hash, ?::timestamptz
       from jsonb_to_recordset(?::jsonb) as given (id text, hash text)
       order by id
       on conflict (id) do update set
         hash = excluded.hash, read_at = excluded.read_at, updated_at = now()
       where kintsugi_report_order.read_at is null
         or kintsugi_report_order.read_at <= excluded.read_at
       returning id
     ), entries as (
       select given.* from jsonb_populate_recordset(null::kintsugi_report_entry, ?::jsonb) given
         join read on read.id = given.order_id
     ), removed as (
       delete from kintsugi_report_entry
       where order_id in (select id from read)
         and order_id = any(?::text[]) and deleted_at is null
         and id not in (select id from entries)
       returning id
     ), removed_rows as (
       delete from kintsugi_report_rows where id in (select id from removed)
     ), stored as (
       insert into kintsugi_report_entry (${columns})
       select ${columns} from entries
       on conflict (id) do update set
         ${COLUMNS.map((name) => `${name} = excluded.${name}`).join(", ")},
         updated_at = now()
     )
     insert into kintsugi_report_rows (id, rows)
     select given.id, given.rows
     from jsonb_to_recordset(?::jsonb) as given (id text, rows jsonb)
       join entries using (id)
     on conflict (id) do update set rows = excluded.rows, updated_at = now()`,
    [
      readAt,
      toStoredJson(read.map(({ orderId, hash }) => ({ id: orderId, hash }))),
      toStoredJson(entries.map((entry) => ({ ...entry, rows: undefined }))),
      changed.map(({ orderId }) => orderId),
      toStoredJson(entries.map(({ id, rows }) => ({ id, rows }))),
    ]
  )
}
