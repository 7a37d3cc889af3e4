import type { Knex } from "@medusajs/framework/mikro-orm/knex"
import type { ClassificationRule } from "../../../tax/products/classify"
import type { ProductCategory } from "../../../tax/cart/taxable-line"
import type { ReadJson } from "../read-together"
import { readClassifications, replaceClassifications } from "./classifications"
import { countProductsByRule, listProductIds } from "./classified-products"

/** All stored data on products' categories. */
export type CategoryRows = {
  /** The products' own classifications by the merchant. */
  own: (ProductCategory & { product_id: string })[]
  /** All rules. */
  rules: ClassificationRule[]
  /** What was sent to Kintsugi about these products. */
  synced: SyncedProductRow[]
}

type SyncedProductRow = {
  product_id: string
  name: string | null
  category: string | null
  subcategory: string | null
  earlier: { categories: (ProductCategory & { at: number })[] } | null
}

/** Reads them as one value, since every calculation needs all three. */
export const readCategoryRows = (
  readJson: ReadJson,
  productIds: string[]
): Promise<CategoryRows> =>
  readJson(
    `select json_build_object(
       'own', (select coalesce(json_agg(own), '[]') from (
          select product_id, category, subcategory from kintsugi_classification
          where product_id = any(?::text[]) and deleted_at is null) own),
       'rules', (select coalesce(json_agg(rule), '[]') from (
          select id, kind, reference_id, category, subcategory
          from kintsugi_classification_rule where deleted_at is null) rule),
       'synced', (select coalesce(json_agg(synced), '[]') from (
          select product_id, name, category, subcategory, earlier from kintsugi_synced_product
          where product_id = any(?::text[]) and deleted_at is null) synced))`,
    [productIds, productIds]
  )

/**
 * The categories that products have by a classification of their own, each pair
 * once: jumps from one to the next in the index, however many products there are.
 */
export const readClassifiedPairs = async (
  knex: Knex,
  limit: number
): Promise<ProductCategory[]> => {
  const { rows } = await knex.raw<{ rows: ProductCategory[] }>(
    `with recursive pair as (
       (select category, subcategory from kintsugi_classification
        where deleted_at is null order by category, subcategory limit 1)
       union all
       select following.category, following.subcategory
       from pair cross join lateral (
         select category, subcategory from kintsugi_classification
         where deleted_at is null
           and (category, subcategory) > (pair.category, pair.subcategory)
         order by category, subcategory limit 1) following
     )
     select category, subcategory from pair limit ?`,
    [limit]
  )
  return rows
}

/** The queries on products' categories. */
export const categoryQueries = {
  countProductsByRule,
  listProductIds,
  readClassifications,
  readClassifiedPairs,
  replaceClassifications,
}
