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
  /**
   * Refused or retried ones that can be sent again: those of the organization
   * that is connected now.
   */
  failed: number
}

/** The orders of a currency that were taxed without an answer of Kintsugi's. */
export type NotAnsweredOrders = {
  currency_code: string
  orders: number
  /** Those of them whose sale Kintsugi has, so that it has calculated its tax. */
  compared: number
  /** What was charged less than that, in major units. */
  under_collected: string
  /** What was charged more than that, in major units. */
  over_collected: string
}

export const countNotAnswered = async (
  knex: Knex
): Promise<NotAnsweredOrders[]> => {
  const { rows } = await knex.raw<{
    rows: (Omit<NotAnsweredOrders, "orders" | "compared"> & {
      orders: string
      compared: string
    })[]
  }>(
    `select currency_code, count(*) as orders, count(calculated_tax) as compared,
       coalesce(sum(greatest(calculated_tax::numeric - tax::numeric, 0)), 0)::text as under_collected,
       coalesce(sum(greatest(tax::numeric - calculated_tax::numeric, 0)), 0)::text as over_collected
     from kintsugi_ledger_entry
     where tax_source is not null and deleted_at is null
     group by 1 order by 1`
  )
  return rows.map((row) => ({
    ...row,
    orders: Number(row.orders),
    compared: Number(row.compared),
  }))
}

type Row = { state: LedgerState; is_retrying: boolean; count: string }

/**
 * Counts the whole ledger.
 *
 * @param organizationId - the one that is connected now; undefined: none is
 */
export const countLedger = async (
  knex: Knex,
  organizationId: string | undefined
): Promise<LedgerCounts> => {
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
    failed: organizationId ? await countFailed(knex, organizationId) : 0,
  }
}

const countFailed = async (
  knex: Knex,
  organizationId: string
): Promise<number> => {
  const { rows } = await knex.raw<{ rows: { count: string }[] }>(
    `select count(*) from kintsugi_ledger_entry
     where organization_id = ? and deleted_at is null
       and (state = 'refused'
         or (state = 'waiting' and blocked_by in ('retry', 'product')))`,
    [organizationId]
  )
  return Number(rows[0]?.count ?? 0)
}
