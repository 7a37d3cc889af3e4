import type { Knex } from "@medusajs/framework/mikro-orm/knex"
import { generateEntityId } from "@medusajs/framework/utils"
import type { TaxFacts } from "../../../tax/explanation/tax-facts"
import { toStoredJson } from "./stored-json"

/** What decided the tax of an order that was just placed. */
export type NewTaxRecord = {
  order_id: string
  customer_id: string | null
  facts: TaxFacts
  confirmed: boolean
}

export type TaxRecord = {
  order_id: string
  /** Null once erased. */
  facts: TaxFacts | null
  confirmed: boolean
  recorded_at: Date
}

/** The orders among these that have no record yet. */
export const listUnrecordedOrders = async (
  knex: Knex,
  orderIds: string[]
): Promise<string[]> => {
  const { rows } = await knex.raw<{ rows: { order_id: string }[] }>(
    `select order_id from kintsugi_tax_record
     where order_id = any(?::text[]) and deleted_at is null`,
    [orderIds]
  )
  const recorded = new Set(rows.map(({ order_id }) => order_id))
  return [...new Set(orderIds)].filter((id) => !recorded.has(id))
}

/** Stores records; an order that has one keeps it. */
export const createTaxRecords = async (
  knex: Knex,
  records: NewTaxRecord[]
): Promise<void> => {
  await knex.raw(
    `insert into kintsugi_tax_record (id, order_id, customer_id, facts, confirmed, recorded_at)
     select id, order_id, customer_id, facts, confirmed, now()
     from jsonb_populate_recordset(null::kintsugi_tax_record, ?::jsonb)
     on conflict (order_id) where deleted_at is null do nothing`,
    [
      toStoredJson(
        records.map((record) => ({
          ...record,
          id: generateEntityId("", "kinfact"),
        }))
      ),
    ]
  )
}

/** The record of an order; `undefined` where it has none. */
export const readTaxRecord = async (
  knex: Knex,
  orderId: string
): Promise<TaxRecord | undefined> => {
  const { rows } = await knex.raw<{ rows: TaxRecord[] }>(
    `select order_id, facts, confirmed, recorded_at from kintsugi_tax_record
     where order_id = ? and deleted_at is null`,
    [orderId]
  )
  return rows[0]
}

/**
 * Erases the records of a deleted customer's orders. The rows stay, empty, so
 * that none of them is recorded again.
 *
 * @param orderIds - the customer's orders: one may have changed hands
 */
export const eraseCustomerRecords = async (
  knex: Knex,
  customerId: string,
  orderIds: string[]
): Promise<void> => {
  await knex.raw(
    `update kintsugi_tax_record
     set facts = null, customer_id = null, erased_at = now(), updated_at = now()
     where erased_at is null and deleted_at is null
       and (customer_id = ? or order_id = any(?::text[]))`,
    [customerId, orderIds]
  )
}

/** Deletes the records of deleted orders. */
export const deleteOrderRecords = async (
  knex: Knex,
  orderIds: string[]
): Promise<void> => {
  await knex.raw(
    `delete from kintsugi_tax_record
     where order_id = any(?::text[]) and deleted_at is null`,
    [orderIds]
  )
}

/** Whose record it is. */
export type RecordOwner = {
  id: string
  order_id: string
  customer_id: string | null
}

/**
 * Records by id, without what they contain.
 *
 * @param after - the last id of the previous page
 */
export const listRecordOwners = async (
  knex: Knex,
  { after, limit }: { after: string; limit: number }
): Promise<RecordOwner[]> => {
  const { rows } = await knex.raw<{ rows: RecordOwner[] }>(
    `select id, order_id, customer_id from kintsugi_tax_record
     where id > ? and deleted_at is null order by id limit ?`,
    [after, limit]
  )
  return rows
}

/** The queries on the records of what decided orders' taxes. */
export const taxRecordQueries = {
  listUnrecorded: listUnrecordedOrders,
  create: createTaxRecords,
  read: readTaxRecord,
  eraseCustomer: eraseCustomerRecords,
  deleteOrders: deleteOrderRecords,
  listOwners: listRecordOwners,
}
