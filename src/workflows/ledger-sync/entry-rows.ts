import type { InferTypeOf } from "@medusajs/framework/types"
import { MathBN } from "@medusajs/framework/utils"
import { createHash } from "node:crypto"
import type { KintsugiSettings } from "../../options"
import type { KintsugiLedgerEntry } from "../../modules/kintsugi/models/ledger-entry"
import {
  type ChargedLine,
  grossOf,
  netOf,
  taxOf,
} from "../../ledger/charged-lines"
import type { Credit } from "../../ledger/credit-note-lines"
import type { Decimal } from "../../tax/money"
import type {
  RequiredEntry,
  LedgerReason,
  LedgerEntry,
  SaleStatus,
} from "../../ledger/entry"
import type { OrderForLedger } from "../../ledger/order"
import {
  toCreditNoteRequest,
  toNegativeSaleRequest,
} from "../../ledger/credit-note-request"
import { type StatusAtKintsugi, toSaleRequest } from "../../ledger/sale-request"
import { type SentAddress, placeOf } from "../../ledger/transaction-parties"

/** A row of the ledger. */
export type LedgerEntryRow = InferTypeOf<typeof KintsugiLedgerEntry>

/** The content of a sale's row. */
export type SaleContent = {
  lines: ChargedLine[]
  status: SaleStatus
  /** The pickup location's address, for a sale that was picked up. */
  handed_over?: SentAddress
  /** A guest bought it, which its tax lines don't say. */
  guest?: true
}

/** The content of a credit note's row. */
export type CreditContent = {
  credit: Credit
  /** It credits only tax. */
  taxOnly?: true
}

export const toLedgerEntry = (row: LedgerEntryRow): LedgerEntry => {
  const names = {
    externalId: row.external_id,
    reason: row.reason as LedgerReason,
    referenceId: row.reference_id,
    state: row.state,
  }
  return row.type === "sale"
    ? {
        ...names,
        type: "sale",
        delivered: (row.delivered_content as SaleContent | null) ?? undefined,
        at: new Date(row.occurred_at),
        timeZone: storedTimeZone(row),
        ...(!row.delivered_content && {
          unsentLines: (row.content as SaleContent).lines,
        }),
        wasSent: row.attempts > 0,
        isLocked: row.locked,
      }
    : {
        ...names,
        type: "credit_note",
        saleId: row.sale_external_id ?? "",
        credit: (row.content as CreditContent).credit,
      }
}

export type RowValues = {
  order_id: string
  display_id: string | null
  organization_id: string
  type: "sale" | "credit_note"
  reason: LedgerReason
  reference_id: string
  external_id: string
  sale_external_id: string | null
  occurred_at: Date
  currency_code: string
  net: string
  tax: string
  content: Record<string, unknown>
  request: Record<string, unknown>
  request_hash: string
  /** Null while personal data are in the request. */
  trimmed_at: Date | null
}

/**
 * The part of a request that is stored after it was sent: what is required to
 * compare and to explain it. The customer and the addresses are in the order.
 */
export const trimRequest = (
  request: Record<string, unknown>
): { request: Record<string, unknown>; trimmed_at: Date } => {
  const fields = Object.entries(request).filter(
    ([field]) => field !== "customer" && field !== "addresses"
  )
  return { request: Object.fromEntries(fields), trimmed_at: new Date() }
}

/**
 * What a row stores of an entry that is still to be sent. If the customer is
 * deleted, or their data were removed from the row, no personal data are
 * stored: the request is rebuilt from the order when it is sent.
 *
 * @param row - the current row, if there is one
 */
export const storedValues = <
  Values extends Pick<RowValues, "request" | "trimmed_at">,
>(
  values: Values,
  order: Pick<OrderForLedger, "customer_id" | "customer">,
  row: Pick<LedgerEntryRow, "state" | "trimmed_at"> | undefined
): Values =>
  "customer" in values.request && (isCustomerGone(order) || isErased(row))
    ? { ...values, ...trimRequest(values.request) }
    : values

/** Medusa's orders keep the id of a customer who was deleted. */
const isCustomerGone = ({
  customer_id,
  customer,
}: Pick<OrderForLedger, "customer_id" | "customer">): boolean =>
  Boolean(customer_id) && !customer

/** Whether it was trimmed before it was sent. */
const isErased = (
  row: Pick<LedgerEntryRow, "state" | "trimmed_at"> | undefined
): boolean =>
  Boolean(row?.trimmed_at) &&
  row?.state !== "delivered" &&
  row?.state !== "skipped"

/**
 * The columns of a row for an entry that is due.
 *
 * @param sold - the lines of the sale that a credit note credits
 */
export const toRow = (
  due: RequiredEntry,
  {
    order,
    organizationId,
    settings,
    sold,
    credited,
    existing,
    timeZone,
  }: {
    order: OrderForLedger
    organizationId: string
    settings: KintsugiSettings
    sold: ChargedLine[]
    /** What credit notes at Kintsugi credit of it, with tax. */
    credited: Decimal
    /** The current row, if there is one. */
    existing: Pick<LedgerEntryRow, "delivered_content" | "request"> | undefined
    /** The shop's (IANA), for an entry that has none yet. */
    timeZone: string | undefined
  }
): RowValues => {
  const { totalsIncludeTax, refundsAs } = settings.sync
  const terms = { organizationId, totalsIncludeTax }
  const lines = due.type === "sale" ? due.lines : due.credit.lines
  const request =
    due.type === "sale"
      ? toSaleRequest(
          order,
          {
            ...due,
            status: statusOf(due, credited),
            deliveredAddresses: existing && deliveredAddresses(existing),
            timeZone: storedTimeZone(existing) ?? timeZone,
            estimateId: storedEstimateId(existing) ?? estimateIdOf(due, order),
          },
          terms
        )
      : (refundsAs === "credit_note"
          ? toCreditNoteRequest
          : toNegativeSaleRequest)(
          order,
          {
            ...due,
            sold,
            description: DESCRIPTIONS[due.reason],
            timeZone: storedTimeZone(existing) ?? timeZone,
          },
          terms
        )
  return {
    order_id: order.id,
    display_id: order.display_id ? String(order.display_id) : null,
    organization_id: organizationId,
    type: due.type,
    reason: due.reason,
    reference_id: due.referenceId,
    external_id: due.externalId,
    sale_external_id: due.type === "credit_note" ? due.saleId : null,
    occurred_at: due.at,
    currency_code: order.currency_code,
    net: netOf(lines).toFixed(),
    tax: taxOf(lines).toFixed(),
    content:
      due.type === "sale"
        ? ({
            lines: due.lines,
            status: due.status,
            ...pickupContent(order, request),
            ...(order.is_guests && { guest: true }),
          } satisfies SaleContent)
        : ({
            credit: due.credit,
            ...(due.taxOnly && { taxOnly: true }),
          } satisfies CreditContent),
    request,
    request_hash: hashOf(request),
    trimmed_at: null,
  }
}

/** An order, marked as a guest's if its rows say so. */
export const withGuestMark = (
  order: OrderForLedger,
  rows: Pick<LedgerEntryRow, "type" | "content">[]
): OrderForLedger =>
  rows.some(
    ({ type, content }) => type === "sale" && (content as SaleContent).guest
  )
    ? { ...order, is_guests: true }
    : order

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

type CurrentRow =
  Pick<LedgerEntryRow, "delivered_content" | "request"> | undefined

const requestOf = (row: CurrentRow) =>
  (row?.request ?? {}) as {
    shop_date_tz?: string
    secondary_external_id?: string
  }

/** The time zone of an entry, which stays as it was first recorded. */
const storedTimeZone = (row: CurrentRow): string | undefined =>
  requestOf(row).shop_date_tz

/**
 * Whether an entry takes the shop's current time zone: it has none, and it was
 * not sent to Kintsugi without one.
 */
export const needsTimeZone = (row: CurrentRow): boolean =>
  !storedTimeZone(row) && !row?.delivered_content

const storedEstimateId = (row: CurrentRow): string | undefined =>
  requestOf(row).secondary_external_id

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

/** Net plus tax of a row, in major units. */
export const grossOfRow = ({ net, tax }: Pick<LedgerEntryRow, "net" | "tax">) =>
  MathBN.add(net, tax)
