import type { Context, DAL } from "@medusajs/framework/types"
import type { KintsugiTables } from "./tables"

/** A product's classification; both null: none. */
export type ProductClassification = {
  product_id: string
  category: string | null
  subcategory: string | null
}

export type ReplaceClassifications = (
  classifications: ProductClassification[]
) => Promise<void>

/** Sets or clears the classifications of products: all of them, or none. */
export const createReplaceClassifications =
  (
    tables: KintsugiTables,
    repository: DAL.RepositoryService
  ): ReplaceClassifications =>
  async (classifications) => {
    await repository.transaction((transactionManager) =>
      replaceAll(classifications, tables, { transactionManager })
    )
  }

const replaceAll = async (
  classifications: ProductClassification[],
  tables: KintsugiTables,
  context: Context
): Promise<void> => {
  const rows = await tables.listKintsugiClassifications(
    { product_id: classifications.map(({ product_id }) => product_id) },
    {},
    context
  )
  const idOf = new Map(rows.map(({ id, product_id }) => [product_id, id]))
  const cleared: string[] = []
  const created: Record<"product_id" | "category" | "subcategory", string>[] =
    []
  const updated: Record<"id" | "category" | "subcategory", string>[] = []
  for (const { product_id, category, subcategory } of classifications) {
    const id = idOf.get(product_id)
    if (category && subcategory) {
      if (id) {
        updated.push({ id, category, subcategory })
      } else {
        created.push({ product_id, category, subcategory })
      }
    } else if (id) {
      cleared.push(id)
    }
  }
  if (cleared.length) {
    await tables.deleteKintsugiClassifications(cleared, context)
  }
  if (created.length) {
    await tables.createKintsugiClassifications(created, context)
  }
  if (updated.length) {
    await tables.updateKintsugiClassifications(updated, context)
  }
}
