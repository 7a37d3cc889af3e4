import { chargedLines } from "../charged-lines"
import type {
  CreditNoteEntry,
  LedgerEntry,
  RequiredEntry,
  SaleEntry,
} from "../entry"
import type { OrderForLedger } from "../order"
import { type ReportOn, requiredEntries } from "../required-entries"
import { money, orderInAustin } from "./order-in-austin"

/** What an order requires, in brief. */
export const due = (
  fields: Partial<OrderForLedger>,
  ledger: LedgerEntry[] = [],
  reportOn: ReportOn = "payment_captured"
) => requiredEntries(orderInAustin(fields), ledger, reportOn).map(brief)

/** Type, external id, net, tax, and what holds it back. */
export const brief = (record: RequiredEntry) => {
  const lines = record.type === "sale" ? record.lines : record.credit.lines
  const sum = (of: "net" | "tax") =>
    Number(lines.reduce((all, line) => all + Number(line[of]), 0).toFixed(2))
  return [
    record.type,
    record.externalId,
    record.reason,
    sum("net"),
    sum("tax"),
    ...(record.type === "sale" ? [record.status] : [record.saleId]),
    ...(record.skipReason ? ["skipped"] : []),
    ...(record.type === "sale" && record.blocker
      ? [record.blocker.waitsFor]
      : []),
  ]
}

/** A sale that Kintsugi has. */
export const deliveredSale = (
  fields: Partial<SaleEntry> = {},
  order = orderInAustin()
): SaleEntry => ({
  type: "sale",
  externalId: "order_1",
  referenceId: "order_1",
  reason: "order",
  state: "delivered",
  delivered: { lines: chargedLines(order), status: "COMMITTED" },
  wasSent: true,
  isLocked: false,
  ...fields,
})

/** The ledger's entries for the credit notes that were due. */
export const creditsOf = (
  fields: Partial<OrderForLedger>,
  ledger: LedgerEntry[]
): CreditNoteEntry[] =>
  requiredEntries(orderInAustin(fields), ledger, "payment_captured").flatMap(
    (record) =>
      record.type === "credit_note"
        ? [{ ...record, state: record.skipReason ? "skipped" : "delivered" }]
        : []
  )

/** Medusa's credit line for a refund although nothing was owed. */
export const goodwillCredit = (amount: number) => ({
  payment_collections: [{ id: "paycol_1" }],
  credit_lines: [
    {
      id: "ordcl_1",
      amount,
      reference: "payment_collection",
      reference_id: "paycol_1",
    },
  ],
})

/** The whole order is paid. */
export const CAPTURED = { transactions: [money("1", 96.6)] }
/** The sale of the whole order, in brief. */
export const SALE = ["sale", "order_1", "order", 90, 6.6, "COMMITTED"]
