import { MathBN } from "@medusajs/framework/utils"
import {
  boundedEmail,
  boundedId,
  boundedQuantity,
  boundedRate,
  boundedText,
} from "../contract/bounds"
import { readAddress } from "../tax/address/read-address"
import { isGuestOrder } from "../tax/customer/guests"
import { toTaxAddress, placeOfSupply } from "../tax/cart/place-of-supply"
import type { ChargedLine, ChargedTax } from "./charged-lines"
import { grossOf, netOf, taxOf } from "./charged-lines"
import type { Credit } from "./credit-note-lines"
import { jurisdictionOf } from "./jurisdiction"
import type { SaleStatus } from "./entry"
import type { OrderForLedger } from "./order"
import { externalProductId } from "./placeholder-products"
import { dayIn } from "./shop-date"
import { taxableAmount } from "./taxable-share"

export type LedgerTerms = {
  /** Kintsugi's organization, which every part of a transaction names. */
  organizationId: string
  /**
   * Whether a transaction's total is sent with tax. The items' amounts are
   * without tax in both cases.
   */
  totalsIncludeTax: boolean
}

/** The status of a sale at Kintsugi: ours, or that of a credited sale. */
export type StatusAtKintsugi =
  SaleStatus | "PARTIALLY_REFUNDED" | "FULLY_REFUNDED"

/**
 * The body of `POST /v1/transactions` and of `PUT /v1/transactions/{id}` for a
 * sale: what was charged, line by line and jurisdiction by jurisdiction.
 */
export const toTransactionRequest = (
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
  { organizationId, totalsIncludeTax }: LedgerTerms
) => {
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
    type: "SALE" as const,
    status: sale.status,
    source: "API" as const,
    currency: currencyCode.toUpperCase(),
    total_amount: (totalsIncludeTax ? grossOf(lines) : netOf(lines)).toNumber(),
    total_tax_amount_imported: taxOf(lines).toNumber(),
    taxable_amount: MathBN.sum(0, ...taxable).toNumber(),
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
      ...(line.exempt && { exempt: true as const }),
      ...exemptionOf(line),
      tax_amount_imported: Number(line.tax),
      tax_rate_imported: rateOf(line),
      tax_items: line.taxes.map((tax) =>
        taxItem(tax, addresses[0], organizationId)
      ),
    })),
  }
}

/** The order's number, as the merchant and the shopper know it. */
const friendlyId = ({ display_id }: OrderForLedger) =>
  display_id ? { external_friendly_id: String(display_id) } : {}

const exemptionOf = ({ exempt }: Pick<ChargedLine, "exempt">) =>
  exempt ? { tax_exemption: "CUSTOMER" as const } : {}

/** The body of `POST /v1/transactions/{id}/credit_notes`; amounts positive. */
export const toCreditNoteRequest = (
  order: OrderForLedger,
  note: {
    externalId: string
    at: Date
    credit: Credit
    /** The lines of the sale that it credits. */
    sold: ChargedLine[]
    description: string
  },
  { organizationId, totalsIncludeTax }: LedgerTerms
) => {
  const date = note.at.toISOString()
  const { lines } = note.credit
  const [place] = addressesOf(order)
  const items = lines.map((line) => {
    const sold = soldLine(line.id, note.sold)
    return {
      line,
      sold,
      taxable: taxableAmount(line, sold, order.currency_code),
    }
  })
  return {
    external_id: note.externalId,
    ...friendlyId(order),
    date,
    status: "COMMITTED" as const,
    description: note.description,
    currency: order.currency_code.toUpperCase(),
    total_amount: (totalsIncludeTax ? grossOf(lines) : netOf(lines)).toNumber(),
    tax_amount_imported: taxOf(lines).toNumber(),
    taxable_amount: MathBN.sum(
      0,
      ...items.map(({ taxable }) => taxable)
    ).toNumber(),
    transaction_items: items.map(({ line, sold, taxable }) => ({
      external_id: boundedId(line.id, "line"),
      date,
      external_product_id: boundedId(externalProductId(sold), "product"),
      quantity: boundedQuantity(line.quantity),
      amount: Number(line.net),
      taxable_amount: taxable.toNumber(),
      ...exemptionOf(sold),
      tax_amount_imported: Number(line.tax),
      tax_rate_imported: rateOf(line),
      tax_items: line.taxes
        .filter(({ amount }) => Number(amount) !== 0)
        .map((tax) => taxItem(tax, place, organizationId)),
    })),
  }
}

/**
 * A credit note in the form of a sale with negative amounts, for organizations
 * where Kintsugi does not accept credit notes. The quantities are positive, as
 * Kintsugi's own clients send them.
 */
export const toNegativeSaleRequest = (
  order: OrderForLedger,
  note: Parameters<typeof toCreditNoteRequest>[1] & {
    /** See {@link toTransactionRequest}. */
    timeZone?: string
  },
  terms: LedgerTerms
) => {
  const negative = (amount: string) => MathBN.mult(amount, -1).toFixed()
  const lines = note.credit.lines.map((line) => {
    const sold = soldLine(line.id, note.sold)
    return {
      ...sold,
      quantity: line.quantity,
      net: negative(line.net),
      tax: negative(line.tax),
      taxes: line.taxes
        .filter(({ amount }) => Number(amount) !== 0)
        .map((tax) => ({ ...tax, amount: negative(tax.amount) })),
      // The credited part may have no tax of its own.
      taxableShare: sold.taxableShare ?? (Number(sold.tax) === 0 ? "0" : "1"),
    }
  })
  return {
    ...toTransactionRequest(
      order,
      {
        externalId: note.externalId,
        at: note.at,
        lines,
        status: "FULLY_REFUNDED",
        timeZone: note.timeZone,
      },
      terms
    ),
    description: note.description,
    related_to: order.id,
  }
}

/** Of the whole sale: Kintsugi does not know the merchant's exempt groups. */
export const exemptStatus = (lines: ChargedLine[]) =>
  lines.some(({ exempt }) => exempt)
    ? {
        exempt: lines.every(({ exempt }) => exempt)
          ? ("FULLY_EXEMPT" as const)
          : ("PARTIALLY_EXEMPT" as const),
      }
    : {}

const soldLine = (id: string, sold: ChargedLine[]): ChargedLine => {
  const line = sold.find((candidate) => candidate.id === id)
  if (!line) {
    throw new RangeError(`A credit note names ${id}, which was not sold.`)
  }
  return line
}

const taxItem = (
  { name, rate, amount }: ChargedTax,
  place: SentAddress | undefined,
  organizationId: string
) => ({
  organization_id: organizationId,
  name: boundedText(name, "taxName"),
  rate: boundedRate(rate),
  amount: Number(amount),
  type: "IMPORTED" as const,
  ...jurisdictionOf(name, place ?? {}),
})

/** As a fraction. */
const rateOf = ({ taxes }: Pick<ChargedLine, "taxes">): number =>
  boundedRate(MathBN.sum(0, ...taxes.map(({ rate }) => rate)))

const customerOf = (order: OrderForLedger, organizationId: string) => {
  const { billing_address, shipping_address } = order
  // A sale names the same customer as its estimate.
  const isGuest = order.is_guests || isGuestOrder(order)
  const customer = isGuest ? undefined : order.customer
  const address = billing_address ?? shipping_address
  const name =
    fullName(customer) ||
    fullName(address) ||
    customer?.company_name ||
    address?.company
  const email = boundedEmail(order.email ?? customer?.email ?? "")
  return {
    organization_id: organizationId,
    // A guest is a customer of this one order.
    external_id: boundedId(
      (!isGuest && order.customer_id) || `guest-${order.id}`,
      "customer"
    ),
    ...(name && { name: boundedText(name, "customerName") }),
    ...(email && { email }),
  }
}

const fullName = (
  person:
    { first_name?: string | null; last_name?: string | null } | null | undefined
): string =>
  [person?.first_name, person?.last_name].filter(Boolean).join(" ").trim()

/** Where an order was supplied, and whether it was picked up there. */
export const placeOf = (order: OrderForLedger) =>
  placeOfSupply({
    shipping_address: order.shipping_address,
    billing_address: order.billing_address,
    items: order.items,
    shipping_methods: order.shipping_methods?.filter(
      ({ detail }) => !detail?.return_id
    ),
  })

/**
 * The address that it was shipped to (or the pickup location), and the billing
 * address. A pickup location that moves later does not change earlier sales.
 */
const addressesOf = (order: OrderForLedger, delivered: SentAddress[] = []) => {
  const place = placeOf(order)
  const pickupAddress = place?.isPickUp
    ? delivered.find(({ type }) => type === "SHIP_TO")
    : undefined
  return [
    ...(place ? [pickupAddress ?? addressOf(place.address, place.type)] : []),
    ...(order.billing_address?.country_code && place?.type !== "BILL_TO"
      ? [addressOf(order.billing_address, "BILL_TO" as const)]
      : []),
  ]
}

export type SentAddress = {
  type: "SHIP_TO" | "BILL_TO"
  street_1?: string
  street_2?: string
  city?: string
  state?: string
  postal_code?: string
  country?: string
}

type Address = NonNullable<OrderForLedger["shipping_address"]>

const addressOf = (
  address: Address,
  type: SentAddress["type"]
): SentAddress => {
  const reading = readAddress(toTaxAddress(address))
  if (reading.status === "complete") {
    return { ...reading.address, type }
  }
  // The sale was made regardless: a partial address is better than none.
  const fields = {
    street_1: address.address_1,
    street_2: address.address_2,
    city: address.city,
    state: address.province?.toUpperCase(),
    postal_code: address.postal_code,
    country: address.country_code?.toUpperCase(),
  }
  return {
    ...Object.fromEntries(
      Object.entries(fields).flatMap(([field, value]) =>
        value ? [[field, boundedText(value, "addressPart")]] : []
      )
    ),
    type,
  }
}
