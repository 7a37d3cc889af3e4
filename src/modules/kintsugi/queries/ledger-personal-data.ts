import type { Knex } from "@medusajs/framework/mikro-orm/knex"

/** An entry with personal data that does not have to be sent again. */
export type UntrimmedRow = {
  id: string
  order_id: string
  /** The addresses as they were sent. */
  addresses: { type: string }[] | null
}

/** Entries that an older version of the plugin delivered or skipped. */
export const listUntrimmedRows = async (
  knex: Knex,
  limit: number
): Promise<UntrimmedRow[]> => {
  const { rows } = await knex.raw<{ rows: UntrimmedRow[] }>(
    `select id, order_id, request->'addresses' as addresses
     from kintsugi_ledger_entry
     where trimmed_at is null and state in ('delivered', 'skipped')
       and deleted_at is null
     order by id limit ?`,
    [limit]
  )
  return rows
}

/**
 * Removes the customer and the addresses from an entry's request, if the entry
 * is still delivered or skipped.
 *
 * @param handedOver - the pickup location, which is kept
 */
export const trimRow = async (
  knex: Knex,
  id: string,
  handedOver: object | undefined
): Promise<void> => {
  const pickup = JSON.stringify(handedOver ? { handed_over: handedOver } : {})
  await knex.raw(
    `update kintsugi_ledger_entry set
       request = request - 'customer' - 'addresses', trimmed_at = now(),
       content = content || ?::jsonb, delivered_content = delivered_content || ?::jsonb
     where id = ? and trimmed_at is null and state in ('delivered', 'skipped')`,
    [pickup, pickup, id]
  )
}

/** An unsent entry with personal data in its request. */
export type UnsentRow = {
  id: string
  order_id: string
  /** The customer id in the request, or `guest-` and the order's id. */
  named: string | null
}

/**
 * Entries that are still to be sent, by id.
 *
 * @param after - the last id of the previous page
 */
export const listUnsentRows = async (
  knex: Knex,
  { after, limit }: { after: string; limit: number }
): Promise<UnsentRow[]> => {
  const { rows } = await knex.raw<{ rows: UnsentRow[] }>(
    `select id, order_id, request->'customer'->>'external_id' as named
     from kintsugi_ledger_entry
     where trimmed_at is null and state not in ('delivered', 'skipped')
       and request->'customer' is not null and deleted_at is null and id > ?
     order by id limit ?`,
    [after, limit]
  )
  return rows
}

/**
 * Removes the customer and the addresses from requests: an unsent request is
 * built again from the order before it is sent.
 */
const TRIM = `update kintsugi_ledger_entry set
    request = request - 'customer' - 'addresses', trimmed_at = now()
  where trimmed_at is null and request->'customer' is not null`

/** Removes personal data from the entries with these ids. */
export const trimUnsentRows = async (
  knex: Knex,
  ids: string[]
): Promise<void> => {
  await knex.raw(`${TRIM} and id = any(?::text[])`, [ids])
}

/**
 * Removes a customer's data from the requests that are still to be sent.
 *
 * @param orderIds - the customer's orders: guest purchases are reported under
 * another id
 */
export const trimCustomerRows = async (
  knex: Knex,
  customerId: string,
  orderIds: string[]
): Promise<void> => {
  // Each part by an index of its own: the ledger is too long to be read.
  const parts = [
    "order_id = any(?::text[])",
    ...["in", "not in"].map(
      (within) =>
        `trimmed_at is null and state ${within} ('delivered', 'skipped')
         and request->'customer'->>'external_id' = ?`
    ),
  ]
  await knex.raw(
    `${TRIM} and id in (${parts
      .map(
        (part) =>
          `select id from kintsugi_ledger_entry where ${part} and deleted_at is null`
      )
      .join(" union all ")})`,
    [orderIds, customerId, customerId]
  )
}
