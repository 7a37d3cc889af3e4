import { MathBN } from "@medusajs/framework/utils"
import { readAddress } from "../address"
import { forTax, placeOfSupply } from "../place-of-supply"
import type { ChargedLine, ChargedTax } from "./charged-lines"
import { grossOf, netOf, taxOf } from "./charged-lines"
import type { Credit } from "./credit"
import type { SaleStatus } from "./ledger"
import type { OrderForBooks } from "./order"
import { externalProductId } from "./products"

export type BookTerms = {
  /** Kintsugi's organization, which every part of a transaction names. */
  organizationId: string
  /**
   * Whether a transaction's total is told with tax. The items' amounts are
   * without in both cases.
   */
  totalsIncludeTax: boolean
}

/** The status of a sale at Kintsugi: ours, or what credit notes made of it. */
export type StatusAtKintsugi =
  SaleStatus | "PARTIALLY_REFUNDED" | "FULLY_REFUNDED"

/**
 * The body of `POST /v1/transactions` and of `PUT /v1/transactions/{id}` for a
 * sale: what was charged, line by line and jurisdiction by jurisdiction.
 */
export const toTransactionRequest = (
  order: OrderForBooks,
  sale: {
    externalId: string
    at: Date
    lines: ChargedLine[]
    status: StatusAtKintsugi
    /** As Kintsugi has them already; absent: it does not know the sale. */
    toldAddresses?: SentAddress[]
  },
  { organizationId, totalsIncludeTax }: BookTerms
) => {
  const date = sale.at.toISOString()
  const { lines } = sale
  return {
    organization_id: organizationId,
    external_id: sale.externalId,
    ...(order.display_id && { external_friendly_id: String(order.display_id) }),
    date,
    type: "SALE" as const,
    status: sale.status,
    source: "API" as const,
    currency: order.currency_code.toUpperCase(),
    total_amount: (totalsIncludeTax ? grossOf(lines) : netOf(lines)).toNumber(),
    total_tax_amount_imported: taxOf(lines).toNumber(),
    ...exemptStatus(lines),
    customer: customerOf(order, organizationId),
    addresses: addressesOf(order, sale.toldAddresses),
    transaction_items: lines.map((line) => ({
      organization_id: organizationId,
      external_id: line.id,
      date,
      external_product_id: externalProductId(line),
      ...(line.title && { product: line.title, product_name: line.title }),
      ...(line.sku && { product_description: line.sku }),
      quantity: Number(line.quantity),
      amount: Number(line.net),
      ...(line.exempt && {
        exempt: true as const,
        tax_exemption: "CUSTOMER" as const,
      }),
      tax_amount_imported: Number(line.tax),
      tax_rate_imported: rateOf(line),
      tax_items: line.taxes.map((tax) => taxItem(tax, organizationId)),
    })),
  }
}

/** The body of `POST /v1/transactions/{id}/credit_notes`; amounts positive. */
export const toCreditNoteRequest = (
  order: OrderForBooks,
  note: {
    externalId: string
    at: Date
    credit: Credit
    /** The lines of the sale that it takes from. */
    sold: ChargedLine[]
    description: string
  },
  { organizationId, totalsIncludeTax }: BookTerms
) => {
  const date = note.at.toISOString()
  const { lines } = note.credit
  return {
    external_id: note.externalId,
    date,
    status: "COMMITTED" as const,
    description: note.description,
    currency: order.currency_code.toUpperCase(),
    total_amount: (totalsIncludeTax ? grossOf(lines) : netOf(lines)).toNumber(),
    tax_amount_imported: taxOf(lines).toNumber(),
    transaction_items: lines.map((line) => ({
      external_id: line.id,
      date,
      external_product_id: externalProductId(soldLine(line.id, note.sold)),
      quantity: Number(line.quantity),
      amount: Number(line.net),
      tax_amount_imported: Number(line.tax),
      tax_rate_imported: rateOf(line),
      tax_items: line.taxes
        .filter(({ amount }) => Number(amount) !== 0)
        .map((tax) => taxItem(tax, organizationId)),
    })),
  }
}

/**
 * A credit note in the form of a sale with negative amounts, for organizations
 * where Kintsugi takes no credit notes.
 */
export const toNegativeSaleRequest = (
  order: OrderForBooks,
  note: Parameters<typeof toCreditNoteRequest>[1],
  terms: BookTerms
) => {
  const negative = (amount: string) => MathBN.mult(amount, -1).toFixed()
  const lines = note.credit.lines.map((line) => ({
    ...soldLine(line.id, note.sold),
    quantity: negative(line.quantity),
    net: negative(line.net),
    tax: negative(line.tax),
    taxes: line.taxes
      .filter(({ amount }) => Number(amount) !== 0)
      .map((tax) => ({ ...tax, amount: negative(tax.amount) })),
  }))
  return {
    ...toTransactionRequest(
      order,
      {
        externalId: note.externalId,
        at: note.at,
        lines,
        status: "FULLY_REFUNDED",
      },
      terms
    ),
    description: note.description,
    related_to: order.id,
  }
}

/** Kintsugi does not know which groups the merchant exempted. */
const exemptStatus = (lines: ChargedLine[]) =>
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
  organizationId: string
) => ({
  organization_id: organizationId,
  // Kintsugi's contract takes 250 characters.
  name: name.slice(0, 250),
  rate: Number(rate),
  amount: Number(amount),
  type: "IMPORTED" as const,
})

/** As a fraction, with the nine decimals that Kintsugi keeps. */
const rateOf = ({ taxes }: Pick<ChargedLine, "taxes">): number =>
  MathBN.sum(0, ...taxes.map(({ rate }) => rate))
    .decimalPlaces(9)
    .toNumber()

const customerOf = (order: OrderForBooks, organizationId: string) => {
  const { customer, billing_address, shipping_address } = order
  const address = billing_address ?? shipping_address
  const name =
    fullName(customer) ||
    fullName(address) ||
    customer?.company_name ||
    address?.company
  const email = order.email ?? customer?.email
  return {
    organization_id: organizationId,
    // A guest without a record is a customer of this one order.
    external_id: order.customer_id ?? `guest-${order.id}`,
    ...(name && { name }),
    ...(email && { email }),
  }
}

const fullName = (
  person:
    { first_name?: string | null; last_name?: string | null } | null | undefined
): string =>
  [person?.first_name, person?.last_name].filter(Boolean).join(" ").trim()

/**
 * Where it went (pick-up: where it was handed over), and where the bill. A
 * location that has moved since has not moved what was handed over there.
 */
const addressesOf = (order: OrderForBooks, told: SentAddress[] = []) => {
  const place = placeOfSupply({
    shipping_address: order.shipping_address,
    billing_address: order.billing_address,
    items: order.items,
    shipping_methods: order.shipping_methods?.filter(
      ({ detail }) => !detail?.return_id
    ),
  })
  const handedOver = place?.isPickUp
    ? told.find(({ type }) => type === "SHIP_TO")
    : undefined
  return [
    ...(place ? [handedOver ?? addressOf(place.address, place.type)] : []),
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

type Address = NonNullable<OrderForBooks["shipping_address"]>

const addressOf = (
  address: Address,
  type: SentAddress["type"]
): SentAddress => {
  const reading = readAddress(forTax(address))
  if (reading.status === "complete") {
    return { ...reading.address, type }
  }
  // A sale was made all the same: what there is is better than nothing.
  const fields = {
    street_1: address.address_1,
    street_2: address.address_2,
    city: address.city,
    state: address.province?.toUpperCase(),
    postal_code: address.postal_code,
    country: address.country_code?.toUpperCase(),
  }
  return {
    ...Object.fromEntries(Object.entries(fields).filter(([, value]) => value)),
    type,
  }
}
