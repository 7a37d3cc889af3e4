import { MathBN } from "@medusajs/framework/utils"
import type { ChargedLine } from "../../ledger/charged-lines"
import type { RequiredEntry } from "../../ledger/entry"
import type { OrderForLedger } from "../../ledger/order"
import { requiredEntries } from "../../ledger/required-entries"
import type { KintsugiSettings } from "../../options"
import type { Decimal } from "../../tax/money"
import { sentAs, toRow } from "./build-row"
import {
  type LedgerEntryRow,
  type RowValues,
  type SaleContent,
  grossOfRow,
  needsTimeZone,
  toLedgerEntry,
} from "./entry-rows"
import { type EntryState, isDraft, requiredState } from "./entry-state"

/**
 * The entries that an order requires, and the credit notes that may still
 * change.
 *
 * @param rows - the order's, of its organization
 */
export const requiredOf = (
  order: OrderForLedger,
  rows: LedgerEntryRow[],
  { sync }: Pick<KintsugiSettings, "sync">
): { required: RequiredEntry[]; drafts: LedgerEntryRow[] } => {
  const drafts = rows.filter((row) => isDraft(row) && !isPartlySent(row, rows))
  const required = requiredEntries(
    order,
    rows.filter((row) => !drafts.includes(row)).map(toLedgerEntry),
    sync.on,
    sync.taxOnlyRefundReason
  ).map((entry) => {
    const draft =
      entry.reason === "change"
        ? drafts.find(({ external_id }) => external_id === entry.externalId)
        : undefined
    // An entry keeps its first date, regardless of later changes.
    return draft ? { ...entry, at: new Date(draft.occurred_at) } : entry
  })
  return { required, drafts }
}

/** The drafts that are not required any more. */
export const staleDrafts = (
  drafts: LedgerEntryRow[],
  required: RequiredEntry[]
): LedgerEntryRow[] => {
  const requiredIds = new Set(
    required.flatMap(({ type, externalId }) =>
      type === "credit_note" ? externalId : []
    )
  )
  return drafts.filter(({ external_id }) => !requiredIds.has(external_id))
}

/**
 * Whether it is to be sent now. An order belongs to the organization under
 * which it first had to be reported: an order that only waited for its payment
 * under another is not bound to it.
 */
export const isToBeSent = (entry: RequiredEntry): boolean =>
  entry.skipReason === undefined && !(entry.type === "sale" && entry.blocker)

/** Whether an entry needs the shop's time zone and has none yet. */
export const isDated = (
  entry: RequiredEntry,
  rows: LedgerEntryRow[],
  settings: Pick<KintsugiSettings, "sync">
): boolean =>
  // A credit note has no day of its own.
  sentAs(entry, settings) !== "credit_note" && needsTimeZone(rowOf(entry, rows))

/** A required entry beside its row in the ledger. */
export type RequiredRow = {
  /** The current row, if there is one. */
  row: LedgerEntryRow | undefined
  values: RowValues
  /** The state that the row gets; absent: there is nothing to write. */
  state: EntryState | undefined
}

/** Calculates the row of a required entry; writes nothing. */
export const requiredRow = (
  entry: RequiredEntry,
  {
    order,
    rows,
    required,
    organizationId,
    settings,
    timeZone,
  }: {
    order: OrderForLedger
    rows: LedgerEntryRow[]
    /** All entries that the order requires. */
    required: RequiredEntry[]
    organizationId: string
    settings: KintsugiSettings
    /** The shop's, for entries that are new. */
    timeZone?: string
  }
): RequiredRow => {
  const row = rowOf(entry, rows)
  const values = toRow(entry, {
    order,
    organizationId,
    settings,
    sold: soldLines(entry, required, rows),
    credited: creditedOf(entry.externalId, rows),
    existing: row,
    timeZone: needsTimeZone(row) ? timeZone : undefined,
  })
  return { row, values, state: requiredState(entry, values, row) }
}

/** What credit notes at Kintsugi credit of a sale, with tax. */
export const creditedOf = (
  saleExternalId: string,
  rows: Pick<
    LedgerEntryRow,
    "sale_external_id" | "delivered_content" | "net" | "tax"
  >[]
): Decimal =>
  MathBN.sum(
    0,
    ...rows
      .filter(
        ({ sale_external_id, delivered_content }) =>
          delivered_content !== null && sale_external_id === saleExternalId
      )
      .map(grossOfRow)
  )

const rowOf = (
  { externalId, type }: RequiredEntry,
  rows: LedgerEntryRow[]
): LedgerEntryRow | undefined =>
  rows.find((row) => row.external_id === externalId && row.type === type)

const soldLines = (
  entry: RequiredEntry,
  required: RequiredEntry[],
  rows: LedgerEntryRow[]
): ChargedLine[] => {
  if (entry.type === "sale") {
    return []
  }
  const sale = required.find(
    (other) => other.type === "sale" && other.externalId === entry.saleId
  )
  const row = rows.find(({ external_id }) => external_id === entry.saleId)
  return [
    ...(sale?.type === "sale" ? sale.lines : []),
    // What a change has removed from the sale was sold nevertheless.
    ...((row?.delivered_content as SaleContent | null)?.lines ?? []),
  ]
}

/**
 * Whether another part of the same refund was sent already: a refund that
 * several sales pay for is sent as it was decided.
 */
const isPartlySent = (row: LedgerEntryRow, rows: LedgerEntryRow[]): boolean =>
  rows.some(
    (other) =>
      other !== row &&
      other.type === "credit_note" &&
      other.reference_id === row.reference_id &&
      !isDraft(other)
  )
