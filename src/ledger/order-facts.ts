import { type Decimal, sumOf } from "../tax/money"
import { type ChargedLine, chargesOf, grossOf } from "./charged-lines"
import type { CreditNoteEntry, LedgerEntry, SaleEntry } from "./entry"
import type { OrderForLedger } from "./order"
import { type Balance, balanceOf } from "./order-balance"
import { type ReturnFee, returnFees } from "./return-fees"
import { totalAsPaid } from "./total-as-paid"
import type { CreditedLine } from "./uncredited-lines"

/** What the required entries of an order are derived from. */
export type OrderFacts = {
  order: OrderForLedger
  /** What was charged, in total the money that was paid for it. */
  lines: ChargedLine[]
  /** The shipping fees of returns. */
  fees: ReturnFee[]
  balance: Balance
  /** The ledger's sales. */
  sales: SaleEntry[]
  /** The ledger's credit notes that credit something. */
  credits: CreditNoteEntry[]
  /** The reference ids that have an entry in the ledger. */
  recordedReferences: ReadonlySet<string>
  /** Ids of the refunds that the merchant marked as tax only. */
  taxOnlyRefunds: ReadonlySet<string>
}

/** A sale by its external id, with the lines that credit notes take from. */
export type ReportedSale = { externalId: string; lines: ChargedLine[] }

/** The fields of a credit note that reduce what is left of its sale. */
export type SaleCredit = Pick<CreditNoteEntry, "saleId" | "credit">

/**
 * @param taxOnlyReason - the code (or else the label) of the refund reason that
 * marks a refund of tax only; absent: none does
 */
export const readOrderFacts = (
  order: OrderForLedger,
  ledger: LedgerEntry[],
  taxOnlyReason: string | undefined
): OrderFacts => {
  const { lines, gross } = chargesOf(order)
  const sales = ledger.filter(isSale)
  const credits = ledger
    .filter(isCreditNote)
    .filter(({ state }) => state !== "skipped")
  const fees = returnFees(order)
  const balance = balanceOf(
    order,
    gross,
    sales.flatMap(({ delivered }) => delivered?.lines ?? [])
  )
  const total = totalAsPaid(order, gross, { balance, sales, credits, fees })
  return {
    order,
    lines:
      total && !total.eq(grossOf(lines))
        ? chargesOf(order, total).lines
        : lines,
    fees,
    balance,
    sales,
    credits,
    recordedReferences: new Set(ledger.map(({ referenceId }) => referenceId)),
    taxOnlyRefunds: taxOnlyRefundsOf(order, taxOnlyReason),
  }
}

const isSale = (entry: LedgerEntry): entry is SaleEntry => entry.type === "sale"

const isCreditNote = (entry: LedgerEntry): entry is CreditNoteEntry =>
  entry.type === "credit_note"

const taxOnlyRefundsOf = (
  { payment_collections }: OrderForLedger,
  reason: string | undefined
): ReadonlySet<string> =>
  new Set(
    (payment_collections ?? [])
      .flatMap(({ payments }) => payments ?? [])
      .flatMap(({ refunds }) => refunds ?? [])
      .filter(
        ({ refund_reason: given }) =>
          reason !== undefined &&
          given &&
          (given.code ?? given.label) === reason
      )
      .map(({ id }) => id)
  )

/** The ledger's sale of the order itself, without later additions. */
export const mainSale = ({
  sales,
}: Pick<OrderFacts, "sales">): SaleEntry | undefined =>
  sales.find(({ reason }) => reason === "order")

export const deliveredSales = ({
  sales,
}: Pick<OrderFacts, "sales">): ReportedSale[] =>
  sales.flatMap(({ externalId, delivered }) =>
    delivered ? [{ externalId, lines: delivered.lines }] : []
  )

/** What credit notes credit, with tax, in major units. */
export const totalCredited = (credits: Pick<SaleCredit, "credit">[]): Decimal =>
  sumOf(credits.map(({ credit }) => grossOf(credit.lines)))

/** The lines that credit notes took from a sale. */
export const creditedLinesOf = (
  saleId: string,
  credits: SaleCredit[]
): CreditedLine[] =>
  credits
    .filter((credit) => credit.saleId === saleId)
    .flatMap(({ credit }) => credit.lines)
