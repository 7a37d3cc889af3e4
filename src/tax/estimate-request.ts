import type { DestinationAddress } from "./address"
import { type CustomerStanding, taxIdFor } from "./customer-standing"
import { roundToCurrency } from "./money"
import type { ProductCategory, TaxableLine } from "./taxable-lines"

export type EstimateInput = {
  /** Stable for the cart or order, so that Kintsugi sees one transaction. */
  externalId: string
  date: Date
  lines: TaxableLine[]
  address: DestinationAddress
  customer?: CustomerStanding
  /** For shipping methods. */
  shipping: ProductCategory
  /** For products that nobody has classified. */
  fallback: ProductCategory
  /** Medusa product ids that Kintsugi has a word of its own on. */
  knownProducts: ReadonlySet<string>
}

/**
 * The body of `POST /v1/tax/estimate`.
 *
 * A category goes along with what the merchant classified in Medusa, and as a
 * default with what Kintsugi does not know: which of the two wins where Kintsugi
 * knows the product is documented nowhere, and a product that the merchant
 * classified at Kintsugi alone keeps Kintsugi's word.
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
      ...(line.title && { product_name: line.title }),
      ...(line.sku && { description: line.sku }),
      ...categoryOf(line, input),
      quantity: line.quantity.toNumber(),
      amount: roundToCurrency(line.amount, line.currencyCode).toNumber(),
      ...(input.customer?.exemptBecause && { exempt: true }),
    })),
    ...(input.customer && { customer: customerOf(input.customer, input) }),
  }
}

const customerOf = (
  customer: CustomerStanding,
  { address }: EstimateInput
): { external_id: string; registration_number?: string } => {
  const taxId = taxIdFor(customer, address.country)
  return {
    external_id: customer.id,
    ...(taxId && { registration_number: taxId }),
  }
}

const categoryOf = (
  line: TaxableLine,
  { shipping, fallback, knownProducts }: EstimateInput
) => {
  const isKnown = line.productId && knownProducts.has(line.productId)
  if (isKnown && !line.classification) {
    return {}
  }
  const { category, subcategory } =
    line.kind === "shipping" ? shipping : (line.classification ?? fallback)
  return { product_category: category, product_subcategory: subcategory }
}
