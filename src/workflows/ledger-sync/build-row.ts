import { createHash } from "node:crypto"
import type { KintsugiSettings } from "../../options"
import {
  type ChargedLine,
  grossOf,
  netOf,
  taxOf,
} from "../../ledger/charged-lines"
import type { Decimal } from "../../tax/money"
import type { RequiredEntry, LedgerReason } from "../../ledger/entry"
import type { OrderForLedger } from "../../ledger/order"
import { fallbackOfOrder } from "../../ledger/order-tax-summary"
import {
  toCreditNoteRequest,
  toNegativeSaleRequest,
} from "../../ledger/credit-note-request"
import { type StatusAtKintsugi, toSaleRequest } from "../../ledger/sale-request"
import { type SentAddress, placeOf } from "../../ledger/transaction-parties"
import {
  type CreditContent,
  type LedgerEntryRow,
  type RowValues,
  type SaleContent,
  storedEstimateId,
  storedTimeZone,
} from "./entry-rows"

/** What a row is built from, in addition to its entry. */
export type RowSources = {
  order: OrderForLedger
  organizationId: string
  settings: Pick<KintsugiSettings, "sync">
  /** The lines of the sale that a credit note credits. */
  sold: ChargedLine[]
  /** What credit notes at Kintsugi credit of it, with tax. */
  credited: Decimal
  /** The current row, if there is one. */
  existing: Pick<LedgerEntryRow, "delivered_content" | "request"> | undefined
  /** The shop's (IANA), for an entry that has none yet. */
  timeZone: string | undefined
}

/** The columns of a row for a required entry. */
export const toRow = (entry: RequiredEntry, sources: RowSources): RowValues => {
  const { order, organizationId, settings } = sources
  const lines = entry.type === "sale" ? entry.lines : entry.credit.lines
  const request = toRequest(entry, sources)
  return {
    order_id: order.id,
    display_id: order.display_id ? String(order.display_id) : null,
    organization_id: organizationId,
    type: entry.type,
    sent_as: sentAs(entry, settings),
    reason: entry.reason,
    reference_id: entry.referenceId,
    external_id: entry.externalId,
    sale_external_id: entry.type === "credit_note" ? entry.saleId : null,
    occurred_at: entry.at,
    currency_code: order.currency_code,
    net: netOf(lines).toFixed(),
    tax: taxOf(lines).toFixed(),
    tax_source: taxSourceOf(entry, order),
    content:
      entry.type === "sale"
        ? ({
            lines: entry.lines,
            status: entry.status,
            ...pickupContent(order, request),
            ...(order.is_guests && { guest: true }),
          } satisfies SaleContent)
        : ({
            credit: entry.credit,
            ...(entry.taxOnly && { taxOnly: true }),
          } satisfies CreditContent),
    request,
    request_hash: hashOf(request),
    trimmed_at: null,
  }
}

/** What the tax of an order's sale is by, where Kintsugi could not answer. */
const taxSourceOf = (
  { reason }: RequiredEntry,
  order: OrderForLedger
): LedgerEntryRow["tax_source"] => {
  const source = reason === "order" ? fallbackOfOrder(order)?.source : undefined
  return source && source !== "pending" ? source : null
}

/** In which form an entry is sent with the current settings. */
export const sentAs = (
  { type }: Pick<RequiredEntry, "type">,
  { sync }: Pick<KintsugiSettings, "sync">
): LedgerEntryRow["sent_as"] => (type === "sale" ? "sale" : sync.refundsAs)

const toRequest = (
  entry: RequiredEntry,
  {
    order,
    organizationId,
    settings,
    sold,
    credited,
    existing,
    timeZone: shopZone,
  }: RowSources
) => {
  const { totalsIncludeTax } = settings.sync
  const terms = { organizationId, totalsIncludeTax }
  const timeZone = storedTimeZone(existing) ?? shopZone
  if (entry.type === "sale") {
    const sale = {
      ...entry,
      status: statusOf(entry, credited),
      deliveredAddresses: existing && deliveredAddresses(existing),
      timeZone,
      estimateId: storedEstimateId(existing) ?? estimateIdOf(entry, order),
    }
    return toSaleRequest(order, sale, terms)
  }
  const note = {
    ...entry,
    sold,
    description: DESCRIPTIONS[entry.reason],
    timeZone,
  }
  return sentAs(entry, settings) === "credit_note"
    ? toCreditNoteRequest(order, note, terms)
    : toNegativeSaleRequest(order, note, terms)
}

/** The addresses that Kintsugi has of a sale, if they are still stored. */
const deliveredAddresses = ({
  delivered_content,
  request,
}: Pick<LedgerEntryRow, "delivered_content" | "request">):
  SentAddress[] | undefined => {
  if (!delivered_content) {
    return undefined
  }
  const { handed_over } = delivered_content as SaleContent
  return handed_over
    ? [handed_over]
    : (request as { addresses?: SentAddress[] }).addresses
}

const pickupContent = (
  order: OrderForLedger,
  request: object
): Pick<SaleContent, "handed_over"> => {
  const { addresses } = request as { addresses?: SentAddress[] }
  const pickupAddress = placeOf(order)?.isPickUp
    ? addresses?.find(({ type }) => type === "SHIP_TO")
    : undefined
  return pickupAddress ? { handed_over: pickupAddress } : {}
}

/**
 * The `external_id` under which the tax of a sale was estimated: the cart's; or
 * the order's, if there was no cart, and for what was added later.
 */
const estimateIdOf = (
  { reason }: RequiredEntry,
  order: OrderForLedger
): string | undefined => {
  const isEstimated = [
    ...(order.items ?? []),
    ...(order.shipping_methods ?? []),
  ].some(({ tax_lines }) =>
    (tax_lines ?? []).some(({ data }) => data?.source === "kintsugi")
  )
  return isEstimated
    ? ((reason === "order" ? order.cart?.id : undefined) ?? order.id)
    : undefined
}

const DESCRIPTIONS: Record<LedgerReason, string> = {
  order: "Order",
  change: "Change of the order",
  refund: "Refund",
  return: "Return that paid for other goods",
  cancellation: "Cancellation of the order",
}

/** A change to a refunded sale leaves it refunded. */
const statusOf = (
  { status, lines }: SaleContent,
  credited: Decimal
): StatusAtKintsugi => {
  if (status !== "COMMITTED" || !credited.gt(0)) {
    return status
  }
  return credited.gte(grossOf(lines)) ? "FULLY_REFUNDED" : "PARTIALLY_REFUNDED"
}

/** Identifies what would be sent, apart from a status that Kintsugi sets. */
const hashOf = (request: Record<string, unknown>): string => {
  const { status, ...rest } = request
  return createHash("sha256")
    .update(JSON.stringify([status === "CANCELLED", rest]))
    .digest("base64url")
    .slice(0, 32)
}
