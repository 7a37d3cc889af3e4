import type { Knex } from "@medusajs/framework/mikro-orm/knex"
import type { LedgerState } from "../../tax/books/ledger"

/** How many records of the ledger stand where. */
export type LedgerCounts = {
  /** To be sent, on their way, or held back until something else happens. */
  waiting: number
  /** Of those: sent in vain so far, and tried again by themselves. */
  retrying: number
  delivered: number
  /** Kintsugi refused them, and somebody has to look. */
  refused: number
  /** There is nothing to send. */
  skipped: number
}

type Row = { state: LedgerState; is_retrying: boolean; count: string }

/** Counts the whole ledger in one go. */
export const countLedger = async (knex: Knex): Promise<LedgerCounts> => {
  const { rows } = await knex.raw<{ rows: Row[] }>(
    `select state, coalesce(waits_for = 'retry', false) as is_retrying, count(*)
     from kintsugi_transaction where deleted_at is null group by 1, 2`
  )
  const sum = (which: (row: Row) => boolean) =>
    rows.filter(which).reduce((all, { count }) => all + Number(count), 0)
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
