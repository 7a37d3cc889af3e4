import type { Knex } from "@medusajs/framework/mikro-orm/knex"
import type { ProductCategory } from "../../../tax/cart/taxable-line"

/** A product's classification; both null (or empty): none. */
export type ProductClassification = {
  product_id: string
  category: string | null
  subcategory: string | null
}

/** These products' own classifications; leaves out those that have none. */
export const readClassifications = async (
  knex: Knex,
  productIds: string[]
): Promise<(ProductCategory & { product_id: string })[]> => {
  const { rows } = await knex.raw<{
    rows: (ProductCategory & { product_id: string })[]
  }>(
    `select product_id, category, subcategory from kintsugi_classification
     where product_id = any(?::text[]) and deleted_at is null`,
    [productIds]
  )
  return rows
}

/**
 * Sets or clears the classifications of products: all of them, or none. One
 * statement, since a file has 100,000 of them, each of which is an entity to
 * MikroORM.
 *
 * @param classifications - the last one of a product counts
 */
export const replaceClassifications = async (
  knex: Knex,
  classifications: ProductClassification[]
): Promise<void> => {
  const byProduct = new Map(
    classifications.map((given) => [given.product_id, given])
  )
  await knex.raw(
    `with given as (
       select product_id, nullif(category, '') as category,
         nullif(subcategory, '') as subcategory
       from jsonb_to_recordset(?::jsonb)
         as given (product_id text, category text, subcategory text)
     ), cleared as (
       delete from kintsugi_classification using given
       where kintsugi_classification.product_id = given.product_id
         and (given.category is null or given.subcategory is null)
     )
     insert into kintsugi_classification (id, product_id, category, subcategory)
     select 'kincl_' || replace(gen_random_uuid()::text, '-', ''),
       product_id, category, subcategory
     from given where category is not null and subcategory is not null
     on conflict (product_id) where deleted_at is null do update set
       category = excluded.category, subcategory = excluded.subcategory,
       updated_at = now()`,
    [JSON.stringify([...byProduct.values()])]
  )
}
