import type { Knex } from "@medusajs/framework/mikro-orm/knex"
import type { LedgerReason, LedgerState } from "../../../ledger/entry"
import type { EntryNow } from "../../../ledger/finding"

/** The fields of a ledger entry that are compared with Kintsugi's. */
export type ComparedRow = {
  id: string
  order_id: string
  display_id: string | null
  currency_code: string
  attempts: number
  tax_source: "remembered" | "fallback" | "zero" | null
  external_id: string
  kintsugi_id: string | null
  type: "sale" | "credit_note"
  reason: LedgerReason
  state: LedgerState
  blocked_by: string | null
  message: string | null
  is_delivered: boolean
  is_cancelled: boolean
  net: string
  tax: string
  calculated_tax: string | null
  /** Line id → amount and tax as they were sent; null: unknown. */
  lines: Record<string, [number | null, number | null]> | null
}

type Period = { organizationId: string; from: Date; to: Date }

/**
 * Divides a period into parts of whole days (UTC), each with about `records`
 * ledger entries at most, or of a single day. The parts are contiguous, do not
 * overlap, and include their ends.
 */
export const divideByEntryCount = async (
  knex: Knex,
  { organizationId, from, to }: Period,
  records: number
): Promise<{ from: Date; to: Date }[]> => {
  const { rows } = await knex.raw<{ rows: { day: string; count: string }[] }>(
    `select to_char(occurred_at at time zone 'UTC', 'YYYY-MM-DD') as day, count(*)
     from kintsugi_ledger_entry
     where organization_id = ? and occurred_at >= ? and occurred_at <= ?
       and deleted_at is null
     group by 1 order by 1`,
    [organizationId, from, to]
  )
  const parts: { from: Date; to: Date }[] = []
  let start = from
  let sum = 0
  for (const { day, count } of rows) {
    const midnight = new Date(`${day}T00:00:00Z`)
    if (sum && sum + Number(count) > records && midnight > start) {
      parts.push({ from: start, to: new Date(midnight.getTime() - 1) })
      start = midnight
      sum = 0
    }
    sum += Number(count)
  }
  return [...parts, { from: start, to }]
}

/** An organization's ledger entries of a period, with the compared fields. */
export const listComparedRows = async (
  knex: Knex,
  { organizationId, from, to }: Period
): Promise<ComparedRow[]> => {
  const { rows } = await knex.raw<{ rows: ComparedRow[] }>(
    `select id, order_id, display_id, currency_code, attempts, tax_source,
       external_id, kintsugi_id, type, reason, state,
       blocked_by, message, delivered_content is not null as is_delivered,
       coalesce(delivered_content->>'status' = 'CANCELLED', false) as is_cancelled,
       net, tax, calculated_tax,
       (select jsonb_object_agg(item->>'external_id',
          jsonb_build_array(item->'amount', item->'tax_amount_imported'))
        from jsonb_array_elements(
          case when jsonb_typeof(request->'transaction_items') = 'array'
            then request->'transaction_items' else '[]'::jsonb end) as item
        where item->>'external_id' is not null) as lines
     from kintsugi_ledger_entry
     where organization_id = ? and occurred_at >= ? and occurred_at <= ?
       and deleted_at is null
     order by occurred_at, id`,
    [organizationId, from, to]
  )
  return rows
}

/** What is known of an entry whose external id Kintsugi lists. */
export type KnownEntry = {
  kintsugi_id: string | null
  order_id: string
  display_id: string | null
  currency_code: string
  attempts: number
}

/** The entries of any time with these external ids, by external id. */
export const findExternalIds = async (
  knex: Knex,
  organizationId: string,
  externalIds: string[]
): Promise<ReadonlyMap<string, KnownEntry>> => {
  if (!externalIds.length) {
    return new Map()
  }
  const { rows } = await knex.raw<{
    rows: (KnownEntry & { external_id: string })[]
  }>(
    `select external_id, kintsugi_id, order_id, display_id, currency_code, attempts
     from kintsugi_ledger_entry
     where organization_id = ? and external_id = any(?::text[])
       and deleted_at is null`,
    [organizationId, externalIds]
  )
  return new Map(rows.map(({ external_id, ...entry }) => [external_id, entry]))
}

/**
 * What the ledger says now of the entries with these external ids, by external
 * id.
 *
 * @param organizationId - null: of any organization, the latest
 */
export const readEntriesNow = async (
  knex: Knex,
  organizationId: string | null,
  externalIds: string[]
): Promise<ReadonlyMap<string, EntryNow>> => {
  if (!externalIds.length) {
    return new Map()
  }
  const { rows } = await knex.raw<{
    rows: (EntryNow & { external_id: string })[]
  }>(
    `select external_id, state, blocked_by, attempts, tax, calculated_tax,
       coalesce(delivered_content->>'status' = 'CANCELLED', false) as is_cancelled
     from kintsugi_ledger_entry
     where external_id = any(?::text[])
       ${organizationId === null ? "" : "and organization_id = ?"}
       and deleted_at is null
     order by created_at`,
    [externalIds, ...(organizationId === null ? [] : [organizationId])]
  )
  return new Map(rows.map(({ external_id, ...entry }) => [external_id, entry]))
}
