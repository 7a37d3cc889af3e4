import type { Knex } from "@medusajs/framework/mikro-orm/knex"
import type { RuleKind } from "../../../tax/products/classify"

/** What rules match, by their kind: the ids that a product may have. */
export type Matched = Record<RuleKind, string[]>

/** Which products are listed or counted. */
export type ProductFilter = {
  /** Whether those that are classified in Medusa, or the others. */
  isClassified: boolean
  /** What all rules match; categories with all that are below them. */
  matched: Matched
  /** Only these products; absent: all. */
  productIds?: string[]
}

/*
 * A filter of Medusa's would have to name each product with a classification of
 * its own, and a store may have 100,000: so these statements read the tables of
 * Medusa's Product Module (docs/decisions/0051).
 */

const conditionOf = ({ isClassified, matched, productIds }: ProductFilter) => ({
  sql: `product.deleted_at is null and ${isClassified ? "" : "not "}(
    product.id in (
      select product_id from kintsugi_classification where deleted_at is null)
    or coalesce(product.collection_id = any(?::text[]), false)
    or coalesce(product.type_id = any(?::text[]), false)
    or product.id in (
      select product_id from product_category_product
      where product_category_id = any(?::text[]))
    or product.id in (
      select product_id from product_tags where product_tag_id = any(?::text[]))
  )${productIds ? " and product.id = any(?::text[])" : ""}`,
  bindings: [
    matched.collection,
    matched.product_type,
    matched.category,
    matched.tag,
    ...(productIds ? [productIds] : []),
  ],
})

/** A page of the products' ids, the newest first, and how many there are. */
export const listProductIds = async (
  knex: Knex,
  filter: ProductFilter,
  { limit, offset }: { limit: number; offset: number }
): Promise<{ ids: string[]; count: number }> => {
  const { sql, bindings } = conditionOf(filter)
  const { rows } = await knex.raw<{ rows: { ids: string[]; count: number }[] }>(
    `with found as materialized (
       select id, created_at from product where ${sql}
     )
     select (select count(*) from found)::int as count, array(
       select id from found order by created_at desc, id desc limit ? offset ?
     ) as ids`,
    [...bindings, limit, offset]
  )
  return rows[0]!
}

/** What one rule matches: its position among all rules, the first one wins. */
export type RuleMatch = { position: number; kind: RuleKind; id: string }

/**
 * On how many products each rule decides: the first that matches a product
 * without a classification of its own. One reading for all rules.
 *
 * @returns by position, without those that decide on none
 */
export const countProductsByRule = async (
  knex: Knex,
  matches: RuleMatch[]
): Promise<ReadonlyMap<number, number>> => {
  const { rows } = await knex.raw<{
    rows: { position: number; count: number }[]
  }>(
    `with rule as (
       select * from jsonb_to_recordset(?::jsonb) as given (position int, kind text, id text)
     ), by_category as (
       select product_id, min(position) as position
       from rule join product_category_product on product_category_id = rule.id
       where kind = 'category' group by product_id
     ), by_tag as (
       select product_id, min(position) as position
       from rule join product_tags on product_tag_id = rule.id
       where kind = 'tag' group by product_id
     ), decided as (
       select least(by_category.position, by_collection.position,
         by_type.position, by_tag.position) as position
       from product
         left join by_category on by_category.product_id = product.id
         left join rule by_collection on by_collection.kind = 'collection'
           and by_collection.id = product.collection_id
         left join rule by_type on by_type.kind = 'product_type'
           and by_type.id = product.type_id
         left join by_tag on by_tag.product_id = product.id
       where product.deleted_at is null and not exists (
         select 1 from kintsugi_classification own
         where own.product_id = product.id and own.deleted_at is null)
     )
     select position, count(*)::int as count from decided
     where position is not null group by position`,
    [JSON.stringify(matches)]
  )
  return new Map(rows.map(({ position, count }) => [position, count]))
}
