import type { InferTypeOf } from "@medusajs/framework/types"
import { MathBN } from "@medusajs/framework/utils"
import type { KintsugiLedgerEntry } from "../../modules/kintsugi/models/ledger-entry"
import type { ChargedLine } from "../../ledger/charged-lines"
import type { Credit } from "../../ledger/credit-note-lines"
import type { LedgerReason, LedgerEntry, SaleStatus } from "../../ledger/entry"
import type { OrderForLedger } from "../../ledger/order"
import type { SentAddress } from "../../ledger/transaction-parties"

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

/** A row as the entry that other entries are calculated from. */
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

/** The columns that are calculated from an order. */
export type RowValues = {
  order_id: string
  display_id: string | null
  organization_id: string
  type: "sale" | "credit_note"
  sent_as: LedgerEntryRow["sent_as"]
  reason: LedgerReason
  reference_id: string
  external_id: string
  sale_external_id: string | null
  occurred_at: Date
  currency_code: string
  net: string
  tax: string
  tax_source: LedgerEntryRow["tax_source"]
  content: Record<string, unknown>
  request: Record<string, unknown>
  request_hash: string
  /** Null while personal data are in the request. */
  trimmed_at: Date | null
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

type CurrentRow =
  Pick<LedgerEntryRow, "delivered_content" | "request"> | undefined

const requestOf = (row: CurrentRow) =>
  (row?.request ?? {}) as {
    shop_date_tz?: string
    secondary_external_id?: string
  }

/** The time zone of an entry, which stays as it was first recorded. */
export const storedTimeZone = (row: CurrentRow): string | undefined =>
  requestOf(row).shop_date_tz

/**
 * Whether an entry takes the shop's current time zone: it has none, and it was
 * not sent to Kintsugi without one.
 */
export const needsTimeZone = (row: CurrentRow): boolean =>
  !storedTimeZone(row) && !row?.delivered_content

/** The `external_id` under which the tax of a sale was estimated, as sent. */
export const storedEstimateId = (row: CurrentRow): string | undefined =>
  requestOf(row).secondary_external_id

/** Net plus tax of a row, in major units. */
export const grossOfRow = ({ net, tax }: Pick<LedgerEntryRow, "net" | "tax">) =>
  MathBN.add(net, tax)
