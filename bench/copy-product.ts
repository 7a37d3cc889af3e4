import { Client } from "@medusajs/framework/pg"

/** Copies a product, without its variants, with other ids and handles. */
export const copyProduct = async (
  database: string,
  productId: string,
  count: number
): Promise<void> => {
  const client = new Client({ connectionString: database })
  await client.connect()
  try {
    await client.query(
      `INSERT INTO product (id, title, handle, status, created_at, updated_at)
       SELECT id || '_' || copy, title || ' ' || copy, handle || '-' || copy,
         status, created_at, updated_at
       FROM product CROSS JOIN generate_series(1, $2::int) AS copy
       WHERE id = $1`,
      [productId, count]
    )
    // As autovacuum does after some time.
    await client.query("VACUUM (ANALYZE)")
  } finally {
    await client.end()
  }
}
