import { boundedId, boundedQuantity } from "../contract/bounds"
import type { TransactionRequest } from "../kintsugi-api"
import { sumOf } from "../tax/money"
import { type ChargedLine, taxOf } from "./charged-lines"
import type { OrderForLedger } from "./order"
import { externalProductId } from "./placeholder-products"
import { dayIn } from "./shop-date"
import { taxableAmount } from "./taxable-share"
import {
  type LedgerTerms,
  exemptionOf,
  friendlyId,
  rateOf,
  toTaxItem,
  totalOf,
} from "./transaction-lines"
import {
  type SentAddress,
  addressesOf,
  customerOf,
} from "./transaction-parties"

/** The status of a sale at Kintsugi: ours, or that of a credited sale. */
export type StatusAtKintsugi = TransactionRequest["status"]

/**
 * The body of `POST /v1/transactions` for a sale, from which `toUpdate` derives
 * that of `PUT /v1/transactions/{id}`: what was charged, line by line and
 * jurisdiction by jurisdiction.
 */
export const toSaleRequest = (
  order: OrderForLedger,
  sale: {
    externalId: string
    at: Date
    lines: ChargedLine[]
    status: StatusAtKintsugi
    /** As Kintsugi has them already; absent: it does not know the sale. */
    deliveredAddresses?: SentAddress[]
    /** The shop's time zone (IANA); absent: no shop date is sent. */
    timeZone?: string
    /** The `external_id` under which the order's tax was estimated. */
    estimateId?: string
  },
  terms: LedgerTerms
): TransactionRequest => {
  const { organizationId } = terms
  const date = sale.at.toISOString()
  const { lines } = sale
  const currencyCode = order.currency_code
  const addresses = addressesOf(order, sale.deliveredAddresses)
  const taxable = lines.map((line) => taxableAmount(line, line, currencyCode))
  return {
    organization_id: organizationId,
    external_id: sale.externalId,
    ...friendlyId(order),
    ...(sale.estimateId && { secondary_external_id: sale.estimateId }),
    date,
    ...(sale.timeZone && {
      shop_date: dayIn(sale.at, sale.timeZone),
      shop_date_tz: sale.timeZone,
    }),
    type: "SALE",
    status: sale.status,
    source: "API",
    currency: currencyCode.toUpperCase(),
    total_amount: totalOf(lines, terms),
    total_tax_amount_imported: taxOf(lines).toNumber(),
    taxable_amount: sumOf(taxable).toNumber(),
    ...exemptStatus(lines),
    customer: customerOf(order, organizationId),
    addresses,
    transaction_items: lines.map((line, index) => ({
      organization_id: organizationId,
      external_id: boundedId(line.id, "line"),
      date,
      external_product_id: boundedId(externalProductId(line), "product"),
      ...(line.title && { product: line.title, product_name: line.title }),
      ...(line.sku && { product_description: line.sku }),
      quantity: boundedQuantity(line.quantity),
      amount: Number(line.net),
      taxable_amount: taxable[index]!.toNumber(),
      ...(line.exempt && { exempt: true }),
      ...exemptionOf(line),
      tax_amount_imported: Number(line.tax),
      tax_rate_imported: rateOf(line),
      tax_items: line.taxes.map((tax) =>
        toTaxItem(tax, addresses[0], organizationId)
      ),
    })),
  }
}

/** Of the whole sale: Kintsugi does not know the merchant's exempt groups. */
export const exemptStatus = (
  lines: ChargedLine[]
): Pick<TransactionRequest, "exempt"> =>
  lines.some(({ exempt }) => exempt)
    ? {
        exempt: lines.every(({ exempt }) => exempt)
          ? "FULLY_EXEMPT"
          : "PARTIALLY_EXEMPT",
      }
    : {}
