import { Client } from "@medusajs/framework/pg"

/** The conditions for an order's rows, by table; $1 is the order's id. */
const ROWS: Record<string, string> = {
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
  capture:
    "payment_id IN (SELECT p.id FROM payment p JOIN order_payment_collection USING (payment_collection_id) WHERE order_id = $1)",
}

/** Parents first. */
const IN_ORDER = [
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

/**
 * Copies an order with all its rows, because buying thousands of orders would
 * take too long. The copies are dated one minute apart, with their payments: a
 * sweep would take recent ones for changes that nothing announced.
 *
 * @param from - the date of the first copy, less a minute
 * @returns the copies' ids
 */
export const copyOrder = async (
  database: string,
  orderId: string,
  count: number,
  from: Date
): Promise<string[]> => {
  const client = new Client({ connectionString: database })
  await client.connect()
  try {
    const ids: string[] = []
    for (const [table, where] of Object.entries(ROWS)) {
      const { rows } = await client.query<{ id: string }>(
        `SELECT id FROM "${table}" WHERE ${where}`,
        [orderId]
      )
      ids.push(...rows.map(({ id }) => id))
    }
    for (const table of IN_ORDER) {
      const columns = await columnsOf(client, table)
      await client.query(
        `INSERT INTO "${table}" (${columns.map((column) => `"${column}"`).join(", ")})
         SELECT ${columns.map((column) => copyExpression(column)).join(", ")}
         FROM "${table}" CROSS JOIN generate_series(1, $2::int) AS copy
         WHERE ${ROWS[table]} AND $3::text[] IS NOT NULL AND $4::timestamptz IS NOT NULL`,
        [orderId, count, ids, from]
      )
    }
    await client.query("ANALYZE")
    return Array.from({ length: count }, (_, copy) => `${orderId}_${copy + 1}`)
  } finally {
    await client.end()
  }
}

const columnsOf = async (client: Client, table: string): Promise<string[]> => {
  const { rows } = await client.query<{ column_name: string }>(
    `SELECT column_name FROM information_schema.columns
     WHERE table_schema = 'public' AND table_name = $1 AND is_generated = 'NEVER'`,
    [table]
  )
  return rows.map(({ column_name }) => column_name)
}

const copyExpression = (column: string): string => {
  if (column === "id" || column.endsWith("_id")) {
    return column === "display_id"
      ? `1000000 + copy`
      : `CASE WHEN "${column}" = ANY($3) THEN "${column}" || '_' || copy ELSE "${column}" END`
  }
  return ["created_at", "updated_at"].includes(column)
    ? `$4::timestamptz + copy * interval '1 minute'`
    : `"${column}"`
}
