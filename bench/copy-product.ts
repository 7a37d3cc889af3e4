import { withClient } from "../scripts/postgres/with-client"

/**
 * Copies a product, without its variants, with other ids and handles.
 *
 * @returns the copies' ids
 */
export const copyProduct = async (
  database: string,
  productId: string,
  count: number
): Promise<string[]> => {
  await withClient(database, async (client) => {
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
  })
  return Array.from({ length: count }, (_, copy) => `${productId}_${copy + 1}`)
}

/** What rules refer to: this many of each kind are created. */
const REFERENCES = 20

/** How many rules of each kind there are. */
const RULES = 5

/**
 * Gives each copy of a product a category, a collection, a type and a tag, and
 * nine of ten a classification of their own; and creates rules.
 */
export const classifyProducts = async (database: string): Promise<void> => {
  await withClient(database, async (client) => {
    for (const statement of CLASSIFYING) {
      await client.query(statement)
    }
    await client.query("VACUUM (ANALYZE)")
  })
}

const NUMBERS = `FROM generate_series(1, ${REFERENCES}) AS n`

/** A product's number, from 1, other than that of its neighbors. */
const NUMBER = (salt: string) =>
  `1 + abs(hashtext(id || '${salt}')) % ${REFERENCES}`

const COPIES = "FROM product WHERE id LIKE 'prod\\_%\\_%'"

const CLASSIFYING = [
  `INSERT INTO product_type (id, value) SELECT 'ptyp_' || n, 'Type ' || n ${NUMBERS}`,
  `INSERT INTO product_tag (id, value) SELECT 'ptag_' || n, 'Tag ' || n ${NUMBERS}`,
  `INSERT INTO product_collection (id, title, handle)
   SELECT 'pcol_' || n, 'Collection ' || n, 'collection-' || n ${NUMBERS}`,
  `INSERT INTO product_category (id, name, handle, mpath, rank, is_active)
   SELECT 'pcat_' || n, 'Category ' || n, 'category-' || n, 'pcat_' || n, n, true ${NUMBERS}`,
  `UPDATE product SET type_id = 'ptyp_' || (${NUMBER("type")}),
     collection_id = 'pcol_' || (${NUMBER("collection")})
   WHERE id IN (SELECT id ${COPIES})`,
  `INSERT INTO product_tags (product_id, product_tag_id)
   SELECT id, 'ptag_' || (${NUMBER("tag")}) ${COPIES}`,
  `INSERT INTO product_category_product (product_id, product_category_id)
   SELECT id, 'pcat_' || (${NUMBER("category")}) ${COPIES}`,
  `INSERT INTO kintsugi_classification (id, product_id, category, subcategory)
   SELECT 'kincl_' || id, id, 'Physical', 'General Clothing' ${COPIES}
     AND abs(hashtext(id)) % 10 > 0`,
  `INSERT INTO kintsugi_classification_rule (id, kind, reference_id, category, subcategory)
   SELECT 'kinrule_' || kind || n, kind, prefix || '_' || n, 'Physical', 'General Clothing'
   FROM generate_series(1, ${RULES}) AS n, (VALUES ('category', 'pcat'),
     ('collection', 'pcol'), ('product_type', 'ptyp'), ('tag', 'ptag')) AS kinds (kind, prefix)`,
]
