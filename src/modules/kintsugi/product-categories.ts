import type { KintsugiClient, ProductCategories } from "../../kintsugi"
import type { ProductCategory } from "../../tax/taxable-lines"

/** How long Kintsugi's list is taken as it is, in ms. It hardly ever changes. */
const TTL_MS = 10 * 60 * 1000

/** How long the list may take, in ms: somebody in the Admin waits for it. */
const DEADLINE_MS = 8_000

/**
 * Kintsugi's product categories, asked for rarely. An older list serves while
 * Kintsugi can't answer.
 *
 * @returns a function that throws KintsugiError where there is no list at all
 */
export const createProductCategories = (
  client: Pick<KintsugiClient, "productCategories">
): (() => Promise<ProductCategories>) => {
  let latest: { list: ProductCategories; at: number } | undefined
  let flight: Promise<ProductCategories> | undefined

  const ask = async (): Promise<ProductCategories> => {
    const list = await client.productCategories({
      deadline: Date.now() + DEADLINE_MS,
    })
    latest = { list, at: Date.now() }
    return list
  }

  return async () => {
    if (latest && Date.now() < latest.at + TTL_MS) {
      return latest.list
    }
    flight ??= ask().finally(() => {
      flight = undefined
    })
    try {
      return await flight
    } catch (error) {
      if (latest) {
        return latest.list
      }
      throw error
    }
  }
}

/** How many wrong pairs a message names. */
const NAMED = 10

/**
 * What is wrong with these pairs, in sentences for the merchant; `undefined`
 * where Kintsugi has all of them.
 */
export const unknownCategories = (
  pairs: ProductCategory[],
  categories: ProductCategories
): string | undefined => {
  const subcategories = new Map(
    categories.map(({ name, subcategories: inside }) => [
      name,
      new Set(inside.map((subcategory) => subcategory.name)),
    ])
  )
  const names = [...subcategories.keys()].join(", ")
  const problems = new Set(
    pairs.flatMap(({ category, subcategory }) => {
      const inside = subcategories.get(category)
      if (!inside) {
        return `Kintsugi has no category "${category}": its categories are ${names}`
      }
      return inside.has(subcategory)
        ? []
        : `Kintsugi's category "${category}" has no subcategory "${subcategory}"`
    })
  )
  if (!problems.size) {
    return undefined
  }
  const named = [...problems].slice(0, NAMED)
  const others = problems.size - named.length
  return (
    `${named.join(". ")}${others ? `, and ${others} more like this` : ""}. ` +
    "Nothing was saved. GET /admin/kintsugi/product-categories lists all categories, to be written exactly so."
  )
}
