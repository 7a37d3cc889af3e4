import { isSameCategory } from "../../tax/products/classify"
import type { ProductCategory } from "../../tax/cart/taxable-line"

/** What was sent to Kintsugi about a product, as far as it is stored. */
export type SyncedProduct = {
  /** Null while it is not certain that Kintsugi has this state. */
  name: string | null
  category: string | null
  subcategory: string | null
  /** The categories that we sent before. */
  earlier: EarlierCategories | null
}

/** In an object, since that is what a JSON column holds. */
export type EarlierCategories = {
  categories: (ProductCategory & {
    /** When it was replaced, in ms since the epoch. */
    at: number
  })[]
}

/**
 * How long a replaced category may still be read as Kintsugi's, in ms: longer
 * than any process caches Kintsugi's answer about a product (5 minutes).
 */
const ECHO_MS = 10 * 60 * 1000

/**
 * The categories that come from Medusa if Kintsugi has them: the one that we
 * sent last, and earlier ones for as long as an older answer of Kintsugi's may
 * be cached.
 *
 * @param now - ms since the epoch
 */
export const syncedCategories = (
  row: SyncedProduct | undefined,
  now: number
): ProductCategory[] =>
  row ? [...current(row), ...earlier(row, now).map(toPair)] : []

/**
 * The row to save before a category is sent, so that every reader recognizes
 * the new category at Kintsugi as ours; {@link afterSending} follows afterwards.
 *
 * @param category - the category to send; absent if Kintsugi's own one is kept
 */
export const beforeSending = (
  row: SyncedProduct | undefined,
  category: ProductCategory | undefined,
  now: number
): SyncedProduct => {
  const before = row ? [...current(row), ...earlier(row, now).map(toPair)] : []
  const replaced = before.filter(
    (one, index) =>
      !(category && isSameCategory(one, category)) &&
      before.findIndex((other) => isSameCategory(one, other)) === index
  )
  return {
    name: null,
    category: category?.category ?? null,
    subcategory: category?.subcategory ?? null,
    earlier: { categories: replaced.map((one) => ({ ...one, at: now })) },
  }
}

/** The row to save once Kintsugi has the product. */
export const afterSending = (
  row: SyncedProduct,
  name: string
): SyncedProduct => ({
  ...row,
  name,
})

const current = ({
  category,
  subcategory,
}: SyncedProduct): ProductCategory[] =>
  category && subcategory ? [{ category, subcategory }] : []

/** While it is not certain what Kintsugi has, no category is too old. */
const earlier = (row: SyncedProduct, now: number) =>
  (row.earlier?.categories ?? []).filter(
    ({ at }) => row.name === null || at > now - ECHO_MS
  )

const toPair = ({
  category,
  subcategory,
}: ProductCategory): ProductCategory => ({
  category,
  subcategory,
})
