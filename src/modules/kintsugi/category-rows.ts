import type { Knex } from "@medusajs/framework/mikro-orm/knex"
import type { ClassificationRule } from "../../tax/classification"
import type { ProductCategory } from "../../tax/taxable-lines"

/** All that is kept about products' categories. */
export type CategoryRows = {
  /** What the merchant classified these very products as. */
  own: (ProductCategory & { product_id: string })[]
  /** Every rule there is. */
  rules: ClassificationRule[]
  /** What Kintsugi was told of these products. */
  told: ToldProductRow[]
}

type ToldProductRow = {
  product_id: string
  name: string | null
  category: string | null
  subcategory: string | null
  earlier: { categories: (ProductCategory & { at: number })[] } | null
}

/** Reads it in one query: every calculation needs all three. */
export const readCategoryRows = async (
  knex: Knex,
  productIds: string[]
): Promise<CategoryRows> => {
  const { rows } = await knex.raw<{ rows: CategoryRows[] }>(
    `select
       (select coalesce(json_agg(own), '[]') from (
          select product_id, category, subcategory from kintsugi_classification
          where product_id = any(?::text[]) and deleted_at is null) own) as own,
       (select coalesce(json_agg(rule), '[]') from (
          select id, kind, reference_id, category, subcategory
          from kintsugi_classification_rule where deleted_at is null) rule) as rules,
       (select coalesce(json_agg(told), '[]') from (
          select product_id, name, category, subcategory, earlier from kintsugi_told_product
          where product_id = any(?::text[]) and deleted_at is null) told) as told`,
    [productIds, productIds]
  )
  return rows[0]!
}

/** Which products the merchant classified each by itself. */
export const readClassifiedProductIds = async (
  knex: Knex
): Promise<string[]> => {
  const { rows } = await knex.raw<{ rows: { product_id: string }[] }>(
    `select product_id from kintsugi_classification where deleted_at is null`
  )
  return rows.map(({ product_id }) => product_id)
}
