import type { Knex } from "@medusajs/framework/mikro-orm/knex"
import { generateEntityId } from "@medusajs/framework/utils"

/** Records that a backfill could not deliver these orders; twice is once. */
const recordFailures = async (
  knex: Knex,
  backfillId: string,
  orderIds: string[]
): Promise<void> => {
  await knex.raw(
    `insert into kintsugi_backfill_failure (id, backfill_id, order_id)
     select id, ?, order_id from unnest(?::text[], ?::text[]) as failed (id, order_id)
     on conflict do nothing`,
    [backfillId, orderIds.map(() => generateEntityId("", "kinbf")), orderIds]
  )
}

/** How many of the orders that a backfill could not deliver are still not. */
const countUndelivered = async (
  knex: Knex,
  backfillId: string
): Promise<number> => {
  const { rows } = await knex.raw<{ rows: { count: string }[] }>(
    `select count(*) from kintsugi_backfill_failure as failure
     where backfill_id = ? and deleted_at is null and exists (
       select from kintsugi_ledger_entry as entry
       where entry.order_id = failure.order_id and entry.deleted_at is null
         and (state = 'refused' or blocked_by in ('retry', 'product', 'sale')))`,
    [backfillId]
  )
  return Number(rows[0]?.count ?? 0)
}

/** Forgets the failures of all backfills but the latest, which is shown. */
const deleteOtherFailures = async (
  knex: Knex,
  backfillId: string
): Promise<void> => {
  await knex.raw(
    `delete from kintsugi_backfill_failure where backfill_id <> ?`,
    [backfillId]
  )
}

/** The orders that backfills could not deliver. */
export const backfillFailureQueries: {
  recordFailures: typeof recordFailures
  countUndelivered: typeof countUndelivered
  deleteOtherFailures: typeof deleteOtherFailures
} = { recordFailures, countUndelivered, deleteOtherFailures }
