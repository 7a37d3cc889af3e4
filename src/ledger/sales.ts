import type { Blocker, RequiredSale } from "./entry"
import { furtherSales } from "./further-sales"
import { addLines } from "./merge-lines"
import {
  type OrderFacts,
  type ReportedSale,
  deliveredSales,
  mainSale,
} from "./order-facts"
import { additionsToSales, unsoldReturnFees } from "./unreported"

/**
 * The sale, and what was added to it since.
 *
 * A sale in a filing stays as it is, and additions become a further sale. A
 * partly credited sale can grow, but never shrinks below its credit notes: what
 * an order's change removes is credited when the money for it is refunded.
 *
 * @param blocker - why the sale is not sent yet
 */
export const requiredSales = (
  facts: OrderFacts,
  blocker: Blocker | undefined
): RequiredSale[] => {
  const { order, lines, credits } = facts
  const main = mainSale(facts)
  const sale = {
    type: "sale" as const,
    reason: "order" as const,
    externalId: order.id,
    referenceId: order.id,
    status: "COMMITTED" as const,
    at: new Date(order.created_at),
    blocker,
  }
  if (!main?.delivered || (!main.isLocked && !credits.length)) {
    return [{ ...sale, lines: [...lines, ...unsoldReturnFees(facts)] }]
  }
  const additions = additionsToSales(facts)
  return main.isLocked
    ? furtherSales(additions, facts).map((further) => ({
        ...sale,
        reason: "change",
        referenceId: further.externalId,
        ...further,
      }))
    : [{ ...sale, lines: addLines(main.delivered.lines, additions) }]
}

/** The sales as they will be: the required ones, and the other delivered ones. */
export const salesAfter = (
  required: RequiredSale[],
  facts: OrderFacts
): ReportedSale[] => {
  const ids = new Set(required.map(({ externalId }) => externalId))
  return [
    ...required.map(({ externalId, lines }) => ({ externalId, lines })),
    ...deliveredSales(facts).filter(({ externalId }) => !ids.has(externalId)),
  ]
}
