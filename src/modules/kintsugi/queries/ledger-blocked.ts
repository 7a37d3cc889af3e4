import type { Knex } from "@medusajs/framework/mikro-orm/knex"

/** Orders whose entries wait for their organization to be connected again. */
export const listHeldOrders = (
  knex: Knex,
  organizationId: string,
  limit: number
): Promise<string[]> =>
  readOrderIds(
    knex,
    `select distinct order_id from kintsugi_ledger_entry
     where blocked_by = 'organization' and organization_id = ?
       and deleted_at is null
     limit ?`,
    [organizationId, limit]
  )

/**
 * Orders whose sale is held back until they are paid or fulfilled, in the order
 * of their ids.
 *
 * @param after - the last one that was read; empty: none
 */
export const listBlockedOrders = (
  knex: Knex,
  after: string,
  limit: number
): Promise<string[]> =>
  readOrderIds(
    knex,
    `select distinct order_id from kintsugi_ledger_entry
     where state = 'waiting' and blocked_by in ('payment', 'fulfillment')
       and order_id > ? and deleted_at is null
     order by order_id limit ?`,
    [after, limit]
  )

/**
 * Makes entries due at once that wait because Kintsugi did not accept the key.
 *
 * @param limit - how many at most
 * @returns the order of each; fewer than `limit`: no others wait
 */
export const releaseUnauthorized = (
  knex: Knex,
  limit: number
): Promise<string[]> =>
  readOrderIds(
    knex,
    // Every process locks several entries in the same sequence.
    `with locked as (
       select id from kintsugi_ledger_entry
       where blocked_by = 'retry' and error_code in ('unauthorized', 'forbidden')
         and deleted_at is null
       order by id collate "C" limit ? for update
     )
     update kintsugi_ledger_entry entry
     set blocked_by = null, next_attempt_at = null, updated_at = now()
     from locked where entry.id = locked.id
     returning entry.order_id`,
    [limit]
  )

const readOrderIds = async (
  knex: Knex,
  statement: string,
  values: (string | number)[]
): Promise<string[]> => {
  const { rows } = await knex.raw<{ rows: { order_id: string }[] }>(
    statement,
    values
  )
  return rows.map(({ order_id }) => order_id)
}
