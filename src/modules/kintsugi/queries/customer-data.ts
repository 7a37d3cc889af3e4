import type { Knex } from "@medusajs/framework/mikro-orm/knex"

/** The tables that have rows about customers themselves. */
const TABLES = [
  "kintsugi_customer",
  "kintsugi_exemption",
  "kintsugi_signed_in_cart",
  "kintsugi_tax_id",
]

/**
 * A page of the ids of customers whom these tables know, in their order.
 *
 * @param after - the last id of the previous page
 */
export const listKnownCustomers = async (
  knex: Knex,
  { after, limit }: { after: string; limit: number }
): Promise<string[]> => {
  const parts = TABLES.map(
    (table) =>
      `(select distinct customer_id from ${table}
        where customer_id > ? and deleted_at is null
        order by customer_id limit ?)`
  )
  const { rows } = await knex.raw<{ rows: { customer_id: string }[] }>(
    `select distinct customer_id from (${parts.join(" union all ")}) as known
     order by customer_id limit ?`,
    [...TABLES.flatMap(() => [after, limit]), limit]
  )
  return rows.map(({ customer_id }) => customer_id)
}

/**
 * Deletes all rows about these customers. Medusa's own methods leave out the
 * condition `deleted_at is null`, without which no index serves.
 */
export const deleteCustomerRows = async (
  knex: Knex,
  customerIds: string[]
): Promise<void> => {
  for (const table of TABLES) {
    await knex.raw(
      `delete from ${table} where customer_id = any(?::text[]) and deleted_at is null`,
      [customerIds]
    )
  }
}
