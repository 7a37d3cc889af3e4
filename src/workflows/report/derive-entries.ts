import type { KintsugiSettings } from "../../options"
import { taxOf } from "../../ledger/charged-lines"
import type { OrderForLedger } from "../../ledger/order"
import { currentEntries } from "../../report/current-entries"
import {
  type Calculated,
  type ReportEntry,
  toReportEntries,
} from "../../report/report-entry"
import {
  type LedgerEntryRow,
  type SaleContent,
  toLedgerEntry,
} from "../ledger-sync/entry-rows"
import { requiredOf } from "../ledger-sync/required-rows"

/**
 * The entries of an order in the tax report, from what its ledger has and must
 * have. An order that is not reported has no rows: the report is the same.
 *
 * @param rows - those of its organization
 */
export const deriveReportEntries = (
  order: OrderForLedger,
  rows: LedgerEntryRow[],
  settings: Pick<KintsugiSettings, "sync">
): ReportEntry[] => {
  const { required, drafts } = requiredOf(order, rows, settings)
  const recorded = rows
    .filter((row) => !drafts.includes(row))
    .map((row) => ({
      ...toLedgerEntry(row),
      occurredAt: new Date(row.occurred_at),
    }))
  return toReportEntries(
    order,
    currentEntries(required, recorded),
    calculatedBy(rows)
  )
}

/** What Kintsugi calculates for the sales that it has; not for cancelled ones. */
const calculatedBy = (
  rows: LedgerEntryRow[]
): ReadonlyMap<string, Calculated> =>
  new Map(
    rows.flatMap(({ type, external_id, calculated_tax, delivered_content }) => {
      const sale = delivered_content as SaleContent | null
      return type === "sale" && calculated_tax !== null && sale
        ? [
            [
              external_id,
              { tax: calculated_tax, charged: taxOf(sale.lines).toFixed() },
            ],
          ]
        : []
    })
  )
