import type { Knex } from "@medusajs/framework/mikro-orm/knex"
import type { LedgerState } from "../../../ledger/entry"

/** The number of ledger entries in each state. */
export type LedgerCounts = {
  /** To be sent, being sent, or held back until something else happens. */
  waiting: number
  /** Those of `waiting` that have failed so far and are retried. */
  retrying: number
  delivered: number
  /** Kintsugi refused them, and the merchant has to act. */
  refused: number
  /** There is nothing to send. */
  skipped: number
}

type Row = { state: LedgerState; is_retrying: boolean; count: string }

/** Counts the whole ledger in one query. */
export const countLedger = async (knex: Knex): Promise<LedgerCounts> => {
  const { rows } = await knex.raw<{ rows: Row[] }>(
    `select state, coalesce(blocked_by in ('retry', 'product'), false) as is_retrying, count(*)
     from kintsugi_ledger_entry where deleted_at is null group by 1, 2`
  )
  const sum = (matches: (row: Row) => boolean) =>
    rows.filter(matches).reduce((all, { count }) => all + Number(count), 0)
  return {
    waiting: sum(({ state }) => state === "waiting" || state === "sending"),
    retrying: sum(
      ({ state, is_retrying }) => state === "waiting" && is_retrying
    ),
    delivered: sum(({ state }) => state === "delivered"),
    refused: sum(({ state }) => state === "refused"),
    skipped: sum(({ state }) => state === "skipped"),
  }
}
