import { MathBN } from "@medusajs/framework/utils"
import { ledgerDigits, toLedgerAmount } from "./allocate"
import { entriesForCanceledOrder } from "./cancellation"
import { requiredCreditNotes } from "./credit-notes"
import type { Blocker, LedgerEntry, RequiredEntry } from "./entry"
import type { OrderForLedger } from "./order"
import {
  type OrderFacts,
  deliveredSales,
  mainSale,
  readOrderFacts,
} from "./order-facts"
import { requiredSales, salesAfter } from "./sales"

/** When an order becomes a sale for Kintsugi. */
export type ReportOn = "payment_captured" | "order_placed" | "fulfilled"

/**
 * The entries that must be reported to Kintsugi for an order, derived from the
 * current order and from what the ledger has so far. The same order and ledger
 * give the same entries, so a missed, doubled or late event changes nothing.
 *
 * Its one rule: what was sold less what was credited is the money that the
 * store keeps (and still waits for). A refund is therefore credited as far as
 * it reduces that; one that only pays back what an order's change removed from
 * the sale is not credited again.
 *
 * @param taxOnlyReason - the code (or else the label) of the refund reason that
 * marks a refund of tax only; absent: none does
 * @returns the entries that are new or may have changed
 */
export const requiredEntries = (
  order: OrderForLedger,
  ledger: LedgerEntry[],
  reportOn: ReportOn,
  taxOnlyReason?: string
): RequiredEntry[] => {
  if (order.is_draft_order || order.status === "draft") {
    return []
  }
  const facts = readOrderFacts(order, ledger, taxOnlyReason)
  if (order.part_of !== undefined && !mainSale(facts)?.wasSent) {
    return skipPart(facts)
  }
  return order.status === "canceled" || order.canceled_at
    ? entriesForCanceledOrder(facts)
    : entriesForActiveOrder(facts, blockerOf(facts, reportOn))
}

const entriesForActiveOrder = (
  facts: OrderFacts,
  blocker: Blocker | undefined
): RequiredEntry[] => {
  const sales = requiredSales(facts, blocker)
  const all = salesAfter(sales, facts)
  const creditable = blocker ? deliveredSales(facts) : all
  return [
    ...sales,
    ...(creditable.length
      ? requiredCreditNotes(facts, { all, creditable }, blocker)
      : []),
  ]
}

/** A sale that was recorded before its order became a part of another. */
const skipPart = (facts: OrderFacts): RequiredEntry[] => {
  const { part_of } = facts.order
  const whole = part_of === true ? "another order" : `the order ${part_of}`
  return mainSale(facts)
    ? requiredSales(facts, undefined).map((sale) => ({
        ...sale,
        skipReason: `Is not reported on its own: it is a part of ${whole}.`,
      }))
    : []
}

const blockerOf = (
  { order, balance }: OrderFacts,
  reportOn: ReportOn
): Blocker | undefined => {
  const currency = order.currency_code.toUpperCase()
  const { expected } = balance
  if (reportOn === "payment_captured" && expected.gt(0)) {
    const amount = toLedgerAmount(expected, currency)
    return {
      waitsFor: "payment",
      message: `Waits for payment: ${amount.toFixed(ledgerDigits(currency))} ${currency} is not captured yet.`,
    }
  }
  const isFulfilled = (order.items ?? []).every(({ quantity, detail }) =>
    MathBN.gte(detail?.fulfilled_quantity ?? 0, quantity)
  )
  return reportOn === "fulfilled" && !isFulfilled
    ? {
        waitsFor: "fulfillment",
        message: "Waits until everything in the order is fulfilled.",
      }
    : undefined
}
