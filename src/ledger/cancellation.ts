import { grossOf } from "./charged-lines"
import { creditFor } from "./credit-note-lines"
import { skippedRefund } from "./credit-notes"
import type { RequiredCreditNote, RequiredEntry, SaleEntry } from "./entry"
import {
  type OrderFacts,
  creditedLinesOf,
  deliveredSales,
  mainSale,
} from "./order-facts"
import { uncreditedGross, uncreditedLines } from "./uncredited-lines"

const BEFORE_PAID = "The order was cancelled before it was paid."
const WITH_THE_SALE =
  "This refund is part of the order's cancellation, which reverses the whole sale."

/**
 * A cancelled order's sale is cancelled, and the cancellation's refunds are not
 * credited in addition. Only a sale that is in a filing or partly credited
 * gets a credit note for the rest instead.
 */
export const entriesForCanceledOrder = (facts: OrderFacts): RequiredEntry[] => {
  const { sales, credits } = facts
  const main = mainSale(facts)
  if (!main?.wasSent) {
    return entriesForUnsentSale(main, facts)
  }
  const isAppendOnly =
    credits.length > 0 || sales.some(({ isLocked }) => isLocked)
  return [
    ...(isAppendOnly ? creditRemainders(facts) : cancelSales(main, facts)),
    ...skippedRefunds(facts),
  ]
}

/** @param main - as the ledger has it */
const entriesForUnsentSale = (
  main: SaleEntry | undefined,
  facts: OrderFacts
): RequiredEntry[] => {
  const { lines, balance } = facts
  const charged = grossOf(lines)
  const sale = { ...canceledSale(facts), lines }
  if (charged.gt(0) && balance.paid.gte(charged)) {
    return [sale, ...skippedRefunds(facts)]
  }
  return main ? [{ ...sale, skipReason: BEFORE_PAID }] : []
}

const cancelSales = (main: SaleEntry, facts: OrderFacts): RequiredEntry[] => {
  const sale = canceledSale(facts)
  return [
    { ...sale, lines: main.delivered?.lines ?? facts.lines },
    ...facts.sales
      .filter((entry) => entry !== main && entry.wasSent)
      .map(({ reason, externalId, referenceId, delivered }) => ({
        ...sale,
        reason,
        externalId,
        referenceId,
        lines: delivered?.lines ?? [],
      })),
  ]
}

const canceledSale = ({ order }: OrderFacts) => ({
  type: "sale" as const,
  reason: "order" as const,
  externalId: order.id,
  referenceId: order.id,
  at: new Date(order.created_at),
  status: "CANCELLED" as const,
})

/** One credit note for each sale, for what is left of it. */
const creditRemainders = (facts: OrderFacts): RequiredCreditNote[] => {
  const { order, sales, credits } = facts
  // Cancelled before it was filed, or credited: nothing is left to credit.
  const reversedSaleIds = new Set([
    ...sales
      .filter(({ delivered }) => delivered?.status === "CANCELLED")
      .map(({ externalId }) => externalId),
    ...credits
      .filter(({ reason }) => reason === "cancellation")
      .map(({ saleId }) => saleId),
  ])
  return deliveredSales(facts)
    .filter(({ externalId }) => !reversedSaleIds.has(externalId))
    .flatMap(({ externalId, lines }) => {
      const uncredited = uncreditedLines(
        lines,
        creditedLinesOf(externalId, credits)
      )
      const rest = uncreditedGross(uncredited)
      const id = `${externalId}-cancellation`
      return rest.gt(0)
        ? [
            {
              type: "credit_note",
              reason: "cancellation",
              externalId: id,
              referenceId: id,
              saleId: externalId,
              credit: creditFor(rest, uncredited, [], order.currency_code),
              at: canceledAt(facts),
            },
          ]
        : []
    })
}

const canceledAt = ({ order }: OrderFacts): Date =>
  new Date(order.canceled_at ?? order.updated_at ?? order.created_at)

const skippedRefunds = ({
  order,
  balance,
  recordedReferences,
}: OrderFacts): RequiredCreditNote[] =>
  balance.refunds
    .filter(({ id }) => !recordedReferences.has(id))
    .map((refund) => skippedRefund(refund, order.id, WITH_THE_SALE))
