import type { Knex } from "@medusajs/framework/mikro-orm/knex"
import type { LedgerReason, LedgerState } from "../../../ledger/entry"

/** Which entries are exported; what is not given filters nothing. */
export type ExportFilter = {
  states?: string[]
  types?: string[]
  orderId?: string
  /** The order's number, as it is shown. */
  displayId?: string
  /** An order's, a transaction's external, or Kintsugi's id. */
  id?: string
  onlyNotAnswered?: boolean
  from?: Date
  /** Included. */
  to?: Date
  /** Not included. */
  before?: Date
}

/** A ledger entry without its content and its request. */
export type ExportedRow = {
  id: string
  order_id: string
  display_id: string | null
  type: "sale" | "credit_note"
  reason: LedgerReason
  state: LedgerState
  blocked_by: string | null
  message: string | null
  external_id: string
  kintsugi_id: string | null
  kintsugi_status: string | null
  occurred_at: Date
  currency_code: string
  /** In major units. */
  net: string
  tax: string
  calculated_tax: string | null
  tax_source: "remembered" | "fallback" | "zero" | null
  locked: boolean
  delivered_at: Date | null
  /** `occurred_at` as the database has it: a Date is less precise. */
  position: string
}

/** The last row of the previous page. */
export type ExportPosition = Pick<ExportedRow, "id" | "position">

/**
 * The next page of an export, latest entries first. It continues after a row
 * instead of skipping so many rows, so that each page is as fast as the first,
 * and rows that are added meanwhile shift none.
 */
export const listExportedRows = async (
  knex: Knex,
  filter: ExportFilter,
  limit: number,
  after?: ExportPosition
): Promise<ExportedRow[]> => {
  const conditions = conditionsOf(filter, after)
  const { rows } = await knex.raw<{ rows: ExportedRow[] }>(
    `select id, order_id, display_id, type, reason, state, blocked_by, message,
       external_id, kintsugi_id, kintsugi_status, occurred_at, currency_code,
       net, tax, calculated_tax, tax_source, locked, delivered_at,
       occurred_at::text as position
     from kintsugi_ledger_entry
     where ${["deleted_at is null", ...conditions.map(([sql]) => sql)].join(" and ")}
     order by occurred_at desc, id desc
     limit ?`,
    [...conditions.flatMap(([, values]) => values), limit]
  )
  return rows
}

type Value = string | string[] | Date

const conditionsOf = (
  {
    states,
    types,
    orderId,
    displayId,
    id,
    onlyNotAnswered,
    from,
    to,
    before,
  }: ExportFilter,
  after: ExportPosition | undefined
): [sql: string, values: Value[]][] => [
  ...when(states, "state = any(?::text[])"),
  ...when(types, "type = any(?::text[])"),
  ...when(orderId, "order_id = ?"),
  ...when(displayId, "display_id = ?"),
  ...(id
    ? [
        [
          "(order_id = ? or external_id = ? or kintsugi_id = ?)",
          [id, id, id],
        ] satisfies [string, Value[]],
      ]
    : []),
  ...(onlyNotAnswered
    ? [["tax_source is not null", []] satisfies [string, Value[]]]
    : []),
  ...when(from, "occurred_at >= ?"),
  ...when(to, "occurred_at <= ?"),
  ...when(before, "occurred_at < ?"),
  ...(after
    ? [
        [
          "(occurred_at, id) < (?::timestamptz, ?)",
          [after.position, after.id],
        ] satisfies [string, Value[]],
      ]
    : []),
]

const when = (
  value: Value | undefined,
  sql: string
): [sql: string, values: Value[]][] => (value ? [[sql, [value]]] : [])
