import type { InferTypeOf } from "@medusajs/framework/types"
import { MathBN } from "@medusajs/framework/utils"
import { createHash } from "node:crypto"
import type { KintsugiSettings } from "../../options"
import type { KintsugiTransaction } from "../../modules/kintsugi/models/transaction"
import {
  type ChargedLine,
  grossOf,
  netOf,
  taxOf,
} from "../../tax/books/charged-lines"
import type { Credit } from "../../tax/books/credit"
import type { Decimal } from "../../tax/money"
import type {
  DueRecord,
  LedgerReason,
  LedgerRecord,
  SaleStatus,
} from "../../tax/books/ledger"
import type { OrderForBooks } from "../../tax/books/order"
import {
  type SentAddress,
  type StatusAtKintsugi,
  toCreditNoteRequest,
  toNegativeSaleRequest,
  toTransactionRequest,
} from "../../tax/books/transaction-request"

/** A row of the ledger. */
export type LedgerRow = InferTypeOf<typeof KintsugiTransaction>

/** What a sale's row says. */
export type SaleContent = { lines: ChargedLine[]; status: SaleStatus }

/** What a credit note's row says. */
export type CreditContent = { credit: Credit }

export const toRecord = (row: LedgerRow): LedgerRecord => {
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
        told: (row.told as SaleContent | null) ?? undefined,
        wasSent: row.attempts > 0,
        locked: row.locked,
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
}

/**
 * What a row says for a record that is due.
 *
 * @param sold - the lines of the sale that a credit note takes from
 */
export const toRow = (
  due: DueRecord,
  {
    order,
    organizationId,
    settings,
    sold,
    credited,
    told,
  }: {
    order: OrderForBooks
    organizationId: string
    settings: KintsugiSettings
    sold: ChargedLine[]
    /** What credit notes that Kintsugi has take from it, with tax. */
    credited: Decimal
    /** The row as it is, if there is one. */
    told: Pick<LedgerRow, "told" | "request"> | undefined
  }
): RowValues => {
  const { totalsIncludeTax, refundsAs } = settings.sync
  const terms = { organizationId, totalsIncludeTax }
  const lines = due.type === "sale" ? due.lines : due.credit.lines
  const request =
    due.type === "sale"
      ? toTransactionRequest(
          order,
          {
            ...due,
            status: statusOf(due, credited),
            toldAddresses: told?.told
              ? (told.request as { addresses: SentAddress[] }).addresses
              : undefined,
          },
          terms
        )
      : (refundsAs === "credit_note"
          ? toCreditNoteRequest
          : toNegativeSaleRequest)(
          order,
          { ...due, sold, description: DESCRIPTIONS[due.reason] },
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
        ? ({ lines: due.lines, status: due.status } satisfies SaleContent)
        : ({ credit: due.credit } satisfies CreditContent),
    request,
    request_hash: hashOf(request),
  }
}

const DESCRIPTIONS: Record<LedgerReason, string> = {
  order: "Order",
  change: "Change of the order",
  refund: "Refund",
  return: "Return that paid for other goods",
  cancellation: "Cancellation of the order",
}

/** A change of a sale that was refunded leaves it refunded. */
const statusOf = (
  { status, lines }: SaleContent,
  credited: Decimal
): StatusAtKintsugi => {
  if (status !== "COMMITTED" || !credited.gt(0)) {
    return status
  }
  return credited.gte(grossOf(lines)) ? "FULLY_REFUNDED" : "PARTIALLY_REFUNDED"
}

/** Names what would be sent; the status that Kintsugi set itself apart. */
const hashOf = (request: Record<string, unknown>): string => {
  const { status, ...rest } = request
  return createHash("sha256")
    .update(JSON.stringify([status === "CANCELLED", rest]))
    .digest("base64url")
    .slice(0, 32)
}

/** Net plus tax of a row, in major units. */
export const grossOfRow = ({ net, tax }: Pick<LedgerRow, "net" | "tax">) =>
  MathBN.add(net, tax)
