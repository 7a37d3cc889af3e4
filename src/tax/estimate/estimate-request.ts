import { boundedId, boundedQuantity, boundedText } from "../../contract/bounds"
import type { DestinationAddress } from "../address/read-address"
import {
  type CustomerTaxStatus,
  taxIdFor,
} from "../customer/customer-tax-status"
import type { EstimateItem, EstimateRequest } from "../../kintsugi-api"
import { toSentAmount } from "./sent-amount"
import type { ProductCategory, TaxableLine } from "../cart/taxable-line"

export type EstimateRequestInput = {
  /** Stable for the cart or order, so that Kintsugi sees one transaction. */
  externalId: string
  date: Date
  lines: TaxableLine[]
  address: DestinationAddress
  /** Whether nothing is shipped, as with digital goods; absent: not known. */
  shipsNothing?: boolean
  customer?: CustomerTaxStatus
  /** For shipping methods. */
  shipping: ProductCategory
  /** For products that are not classified. */
  fallback: ProductCategory
  /** Medusa ids of the products that are classified at Kintsugi. */
  classifiedProducts: ReadonlySet<string>
}

/**
 * The body of `POST /v1/tax/estimate`, within Kintsugi's limits. A line is
 * found in the answer by `boundedId(line.id, "line")`.
 *
 * A category is sent for a product that the merchant classified in Medusa and,
 * as a default, for one that Kintsugi does not know. It is documented nowhere
 * which category wins for a product that Kintsugi knows, so a product that the
 * merchant classified only at Kintsugi is sent without one.
 */
export const toEstimateRequest = (
  input: EstimateRequestInput
): EstimateRequest => {
  const date = input.date.toISOString()
  return {
    date,
    external_id: input.externalId,
    currency: input.lines[0]?.currencyCode ?? "",
    addresses: [input.address],
    transaction_items: input.lines.map((line): EstimateItem => ({
      external_id: boundedId(line.id, "line"),
      date,
      ...(line.productId &&
        ({
          external_product_id: boundedId(line.productId, "product"),
        } satisfies SomeFields)),
      ...(line.title &&
        ({
          product_name: boundedText(line.title, "productName"),
        } satisfies SomeFields)),
      ...(line.sku &&
        ({
          description: boundedText(line.sku, "lineDescription"),
        } satisfies SomeFields)),
      ...categoryOf(line, input),
      quantity: boundedQuantity(line.quantity),
      amount: toSentAmount(line.amount, line.currencyCode).toNumber(),
      ...(input.customer?.exemptBecause &&
        ({ exempt: true } satisfies SomeFields)),
    })),
    ...(input.customer &&
      ({
        customer: customerOf(input.customer, input),
      } satisfies Partial<EstimateRequest>)),
  }
}

/** TypeScript does not check a spread object for fields that do not exist. */
type SomeFields = Partial<EstimateItem>

const customerOf = (
  customer: CustomerTaxStatus,
  { address, shipsNothing }: EstimateRequestInput
): EstimateRequest["customer"] => {
  const taxId = taxIdFor(customer, { ...address, shipsNothing })
  return {
    external_id: boundedId(customer.id, "customer"),
    ...(taxId && { registration_number: taxId }),
  }
}

const categoryOf = (
  line: TaxableLine,
  input: EstimateRequestInput
): SomeFields => {
  const sent = categoryToSend(line, input)
  return sent
    ? { product_category: sent.category, product_subcategory: sent.subcategory }
    : {}
}

/**
 * The category that a line is sent with; undefined where the product has one at
 * Kintsugi.
 */
export const categoryToSend = (
  line: TaxableLine,
  {
    shipping,
    fallback,
    classifiedProducts,
  }: Pick<EstimateRequestInput, "shipping" | "fallback" | "classifiedProducts">
): ProductCategory | undefined => {
  if (line.kind === "shipping") {
    return shipping
  }
  const isClassifiedThere =
    line.productId && classifiedProducts.has(line.productId)
  return line.classification ?? (isClassifiedThere ? undefined : fallback)
}
