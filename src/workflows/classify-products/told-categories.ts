import { isSameCategory } from "../../tax/classification"
import type { ProductCategory } from "../../tax/taxable-lines"

/** What Kintsugi was told about a product, as far as it is kept. */
export type ToldProduct = {
  /** Null while it is not certain that Kintsugi has what is said here. */
  name: string | null
  category: string | null
  subcategory: string | null
  /** What we gave it before that. */
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
 * How long a replaced category may still be met as Kintsugi's, in ms: longer
 * than anybody remembers Kintsugi's answer about a product (5 minutes).
 */
const ECHO_MS = 10 * 60 * 1000

/**
 * The categories that are ours where Kintsugi has them: the one that we gave
 * the product last, and those before it for as long as an older answer of
 * Kintsugi's may be about.
 *
 * @param now - ms since the epoch
 */
export const toldCategories = (
  row: ToldProduct | undefined,
  now: number
): ProductCategory[] =>
  row ? [...current(row), ...earlier(row, now).map(pair)] : []

/**
 * What is kept before Kintsugi is told, so that whoever meets the new category
 * there knows it for ours; {@link hasTold} follows when it has been.
 *
 * @param category - what it will be told; absent where its own word stays
 */
export const aboutToTell = (
  row: ToldProduct | undefined,
  category: ProductCategory | undefined,
  now: number
): ToldProduct => {
  const before = row ? [...current(row), ...earlier(row, now).map(pair)] : []
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

/** What is kept once Kintsugi has it. */
export const hasTold = (row: ToldProduct, name: string): ToldProduct => ({
  ...row,
  name,
})

const current = ({ category, subcategory }: ToldProduct): ProductCategory[] =>
  category && subcategory ? [{ category, subcategory }] : []

/** While it is not certain what Kintsugi has, nothing is too old. */
const earlier = (row: ToldProduct, now: number) =>
  (row.earlier?.categories ?? []).filter(
    ({ at }) => row.name === null || at > now - ECHO_MS
  )

const pair = ({ category, subcategory }: ProductCategory): ProductCategory => ({
  category,
  subcategory,
})
