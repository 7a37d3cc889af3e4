import type { Client } from "@medusajs/framework/pg"
import { withClient } from "../scripts/postgres/with-client"

/** The conditions for an order's rows, by table; $1 is the order's id. */
const CONDITIONS: Record<string, string> = {
  order: "id = $1",
  order_summary: "order_id = $1",
  order_item: "order_id = $1",
  order_shipping: "order_id = $1",
  order_transaction: "order_id = $1",
  order_address: `id IN (SELECT unnest(ARRAY[shipping_address_id, billing_address_id]) FROM "order" WHERE id = $1)`,
  order_line_item: "id IN (SELECT item_id FROM order_item WHERE order_id = $1)",
  order_line_item_tax_line:
    "item_id IN (SELECT item_id FROM order_item WHERE order_id = $1)",
  order_shipping_method:
    "id IN (SELECT shipping_method_id FROM order_shipping WHERE order_id = $1)",
  order_shipping_method_tax_line:
    "shipping_method_id IN (SELECT shipping_method_id FROM order_shipping WHERE order_id = $1)",
  order_payment_collection: "order_id = $1",
  payment_collection:
    "id IN (SELECT payment_collection_id FROM order_payment_collection WHERE order_id = $1)",
  payment_session:
    "payment_collection_id IN (SELECT payment_collection_id FROM order_payment_collection WHERE order_id = $1)",
  payment:
    "payment_collection_id IN (SELECT payment_collection_id FROM order_payment_collection WHERE order_id = $1)",
  kintsugi_order_sync: "order_id = $1",
  kintsugi_ledger_entry: "order_id = $1",
  kintsugi_report_order: "id = $1",
  kintsugi_report_entry: "order_id = $1",
  kintsugi_report_rows:
    "id IN (SELECT id FROM kintsugi_report_entry WHERE order_id = $1)",
  capture:
    "payment_id IN (SELECT p.id FROM payment p JOIN order_payment_collection USING (payment_collection_id) WHERE order_id = $1)",
}

/** Medusa's tables, parents first. */
const TABLES = [
  "order_address",
  "order",
  "order_summary",
  "order_line_item",
  "order_line_item_tax_line",
  "order_item",
  "order_shipping_method",
  "order_shipping_method_tax_line",
  "order_shipping",
  "order_transaction",
  "payment_collection",
  "payment_session",
  "payment",
  "capture",
  "order_payment_collection",
]

/** The plugin's, with what it has reported of the order. */
export const REPORTED = ["kintsugi_order_sync", "kintsugi_ledger_entry"]

/** The plugin's, with what the tax report has of the order. */
export const IN_REPORT = [
  "kintsugi_report_order",
  "kintsugi_report_entry",
  "kintsugi_report_rows",
]

/** What is most of an order, and seldom read. */
export const TAX_LINES = [
  "order_line_item_tax_line",
  "order_shipping_method_tax_line",
]

/**
 * Copies an order with all its rows, because buying thousands of orders would
 * take too long. The copies are dated one minute apart, with their payments: a
 * sweep would take recent ones for changes that nothing announced.
 *
 * @param from - the date of the first copy, less a minute
 * @param what - `with`: more tables; `without`: these are left out
 * @returns the copies' ids
 */
export const copyOrder = async (
  database: string,
  orderId: string,
  count: number,
  from: Date,
  what: { with?: string[]; without?: string[] } = {}
): Promise<string[]> => {
  const tables = [...TABLES, ...(what.with ?? [])].filter(
    (table) => !what.without?.includes(table)
  )
  return await withClient(database, async (client) => {
    const ids: string[] = []
    for (const table of tables) {
      const { rows } = await client.query<{ id: string }>(
        `SELECT id FROM "${table}" WHERE ${CONDITIONS[table]}`,
        [orderId]
      )
      ids.push(...rows.map(({ id }) => id))
    }
    for (const table of tables) {
      const columns = await columnsOf(client, table)
      await client.query(
        `INSERT INTO "${table}" (${columns.map((column) => `"${column}"`).join(", ")})
         SELECT ${columns.map((column) => copyExpression(table, column)).join(", ")}
         FROM "${table}" CROSS JOIN generate_series(1, $2::int) AS copy
         WHERE ${CONDITIONS[table]} AND $3::text[] IS NOT NULL AND $4::timestamptz IS NOT NULL`,
        [orderId, count, ids, from]
      )
    }
    // As autovacuum does after some time.
    await client.query("VACUUM (ANALYZE)")
    return Array.from({ length: count }, (_, copy) => copyId(orderId, copy + 1))
  })
}

/**
 * The id of a row's copy. Medusa's ids begin with the time: a copy's is long
 * ago, as its dates are.
 *
 * @param copy - from 1
 */
export const copyId = (id: string, copy: number): string =>
  `${id.replace("_01", "_00")}_${copy}`

const columnsOf = async (client: Client, table: string): Promise<string[]> => {
  const { rows } = await client.query<{ column_name: string }>(
    `SELECT column_name FROM information_schema.columns
     WHERE table_schema = 'public' AND table_name = $1 AND is_generated = 'NEVER'`,
    [table]
  )
  return rows.map(({ column_name }) => column_name)
}

const copyExpression = (table: string, column: string): string => {
  if (column === "display_id") {
    // A number in Medusa's table, text in the plugin's.
    return `(1000000 + copy)${table === "order" ? "" : "::text"}`
  }
  if (column === "id" || column.endsWith("_id")) {
    return `CASE WHEN "${column}" = ANY($3) THEN replace("${column}", '_01', '_00') || '_' || copy ELSE "${column}" END`
  }
  return ["created_at", "updated_at", "occurred_at"].includes(column)
    ? `$4::timestamptz + copy * interval '1 minute'`
    : `"${column}"`
}
