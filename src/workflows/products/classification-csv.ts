import type { MedusaContainer } from "@medusajs/framework/types"
import { Modules } from "@medusajs/framework/utils"
import type { Classified } from "../../tax/products/classify"
import { csvLine } from "../csv/csv-line"
import { CLASSIFICATION_COLUMNS } from "./classification-rows"
import { classificationsWithSource } from "./read-classifications"

/** How many products are read at a time. */
const PAGE = 500

type ProductRow = { id: string; handle: string; title: string; status: string }

/**
 * All products with their own classification, which an import reads back, and
 * with the one in effect in Medusa, as a CSV file, in parts.
 */
export async function* classificationCsv(
  container: MedusaContainer
): AsyncGenerator<string, void> {
  const products = container.resolve(Modules.PRODUCT)
  yield csvLine([...CLASSIFICATION_COLUMNS])
  let after: string | undefined = ""
  while (after !== undefined) {
    const page: ProductRow[] = await products.listProducts(
      { id: { $gt: after } },
      {
        select: ["id", "handle", "title", "status"],
        order: { id: "ASC" },
        take: PAGE,
      }
    )
    const classified = await classificationsWithSource(
      page.map(({ id }) => id),
      container
    )
    yield page
      .map((product) => toRow(product, classified.get(product.id)))
      .join("")
    after = page.length === PAGE ? page.at(-1)?.id : undefined
  }
}

const toRow = (
  { id, handle, title, status }: ProductRow,
  classified: Classified | undefined
): string => {
  const own = classified?.source.from === "product" ? classified : undefined
  return csvLine([
    id,
    handle,
    title,
    status,
    own?.category ?? null,
    own?.subcategory ?? null,
    classified?.category ?? null,
    classified?.subcategory ?? null,
    sourceOf(classified),
  ])
}

/** A product that nothing in Medusa classifies has Kintsugi's or the default. */
const sourceOf = (classified: Classified | undefined): string => {
  if (!classified) {
    return "kintsugi_or_default"
  }
  const { source } = classified
  return source.from === "rule" ? `rule_of_${source.kind}` : source.from
}
