import { boundedId } from "../../../contract/bounds"
import { isKintsugiError } from "../../../kintsugi-api"
import type { ChargedLine } from "../../../ledger/charged-lines"
import { externalProductId } from "../../../ledger/placeholder-products"

/** A product by its id at Kintsugi, which is Medusa's or one of the plugin's. */
export type ProductAtFault = { id: string; title: string | null }

/** A sale could not be sent because Kintsugi lacks one of its products. */
export class ProductFailure extends Error {
  constructor(
    readonly product: ProductAtFault,
    override readonly cause: unknown,
    /**
     * Whether Kintsugi accepted the product but does not know it in the sale:
     * it may not have finished processing it.
     */
    readonly isTaken = false
  ) {
    super(`Kintsugi did not accept the product ${product.id}`)
  }
}

/** Where a refusal names the product of a line, whichever line it is. */
const PRODUCT_FIELD = /(?:^|\.)(?:(\d+)\.)?external_product_id$/

/**
 * The product that a sale or a credit note was refused for.
 *
 * @param request - as it was sent
 * @param lines - of the sale, which name the products
 * @returns undefined where the refusal is about something else
 */
export const refusedProduct = (
  error: unknown,
  request: Record<string, unknown>,
  lines: ChargedLine[]
): ProductAtFault | undefined => {
  if (!isKintsugiError(error) || error.code !== "invalid_request") {
    return undefined
  }
  const { transaction_items: items = [] } = request as {
    transaction_items?: { external_product_id: string }[]
  }
  const ids = items.map(({ external_product_id }) => external_product_id)
  const { fields, message } = error
  const text = [message, ...fields.map((field) => field.message)].join("\n")
  const mentionedId = /product/i.test(text)
    ? ids.find((id) => text.includes(id))
    : undefined
  const at = fields
    .map(({ path }) => PRODUCT_FIELD.exec(path))
    .find((match) => match !== null)
  // A 400 has no fields, and names the product in a sentence.
  const withoutFields = fields.length ? undefined : mentionedId
  const id = at ? (ids[Number(at[1])] ?? mentionedId ?? ids[0]) : withoutFields
  if (id === undefined) {
    return undefined
  }
  const line = lines.find(
    (candidate) => boundedId(externalProductId(candidate), "product") === id
  )
  return { id, title: line?.title ?? null }
}
