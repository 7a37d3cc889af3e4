import type { DestinationAddress } from "./address"
import { roundToCurrency } from "./money"
import type { TaxableLine } from "./taxable-lines"

/** A pair as Kintsugi's `GET /v1/products/categories` names it. */
export type ProductCategory = { category: string; subcategory: string }

export type EstimateInput = {
  /** Stable for the cart or order, so that Kintsugi sees one transaction. */
  externalId: string
  date: Date
  lines: TaxableLine[]
  address: DestinationAddress
  /** Medusa's customer, by which Kintsugi finds exemptions. */
  customerId?: string
  /** For shipping methods. */
  shipping: ProductCategory
  /** For products that nobody has classified. */
  fallback: ProductCategory
  /** Medusa product ids that Kintsugi has been told about. */
  knownProducts: ReadonlySet<string>
}

/**
 * The body of `POST /v1/tax/estimate`.
 *
 * A category goes along with everything but the products that Kintsugi knows:
 * which of the two wins is documented nowhere, and a product that the merchant
 * classified at Kintsugi keeps Kintsugi's word.
 */
export const toEstimateRequest = (input: EstimateInput) => {
  const date = input.date.toISOString()
  return {
    date,
    external_id: input.externalId,
    currency: input.lines[0]?.currencyCode ?? "",
    addresses: [input.address],
    transaction_items: input.lines.map((line) => ({
      external_id: line.id,
      date,
      ...(line.productId && { external_product_id: line.productId }),
      ...categoryOf(line, input),
      quantity: line.quantity.toNumber(),
      amount: roundToCurrency(line.amount, line.currencyCode).toNumber(),
    })),
    ...(input.customerId && { customer: { external_id: input.customerId } }),
  }
}

const categoryOf = (
  line: TaxableLine,
  { shipping, fallback, knownProducts }: EstimateInput
) => {
  if (line.productId && knownProducts.has(line.productId)) {
    return {}
  }
  const { category, subcategory } =
    line.kind === "shipping" ? shipping : fallback
  return { product_category: category, product_subcategory: subcategory }
}
