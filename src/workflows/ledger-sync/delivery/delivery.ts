import type { ChargedLine } from "../../../ledger/charged-lines"
import type { LedgerEntryRow, SaleContent } from "../entry-rows"

/** A row that is being sent. */
export type Delivery = {
  /** With its complete request. */
  row: LedgerEntryRow
  /** The sale that a credit note credits. */
  sale: LedgerEntryRow | undefined
  /** Whether an earlier attempt may have arrived at Kintsugi. */
  mayExist: boolean
}

/** The lines of the sale, or of the sale that a credit note credits. */
export const soldLinesOf = ({
  row,
  sale,
}: Pick<Delivery, "row" | "sale">): ChargedLine[] =>
  (
    (row.type === "sale" ? row.content : sale?.content) as
      SaleContent | undefined
  )?.lines ?? []
