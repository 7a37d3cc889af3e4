import { MathBN } from "@medusajs/framework/utils"
import { chargedLines, grossOf, taxOf } from "./charged-lines"
import type { OrderForLedger, TaxLineOfOrder } from "./order"
import { balanceOf } from "./order-balance"
import { fallbackOfOrder, taxOfOrder } from "./order-tax-summary"

/** Why an order's tax can't be corrected as a whole. */
export const CORRECTION_BLOCKERS = [
  /** It is canceled. */
  "canceled",
  /** Another provider than Kintsugi taxed it, or nobody. */
  "not_taxed_by_kintsugi",
  /** Something was refunded or returned: the difference is not due in full. */
  "refunded",
  /** It is not paid in full. */
  "not_paid",
  /** Its sale is in a filing at Kintsugi. */
  "in_filing",
  /** It has a pending change, such as an order edit. */
  "pending_change",
] as const

export type CorrectionBlocker = (typeof CORRECTION_BLOCKERS)[number]

/** An order's tax as charged, and as it would have been. In major units. */
export type TaxCorrection = {
  charged: string
  calculated: string
  /** What is to be collected; negative: to be given back. */
  difference: string
}

/**
 * Compares an order's tax with other tax lines for it.
 *
 * @param taxLines - by the id of the item or shipping method; lines without any
 * keep theirs
 * @returns undefined if a tax line is not Kintsugi's answer
 */
export const correctTax = (
  order: OrderForLedger,
  taxLines: ReadonlyMap<string, TaxLineOfOrder[]>
): TaxCorrection | undefined => {
  const withTaxLines = <Line extends { id: string }>(line: Line): Line => ({
    ...line,
    ...(taxLines.has(line.id) && { tax_lines: taxLines.get(line.id) }),
  })
  const corrected = {
    ...order,
    items: order.items?.map(withTaxLines),
    shipping_methods: order.shipping_methods?.map(withTaxLines),
  }
  if (fallbackOfOrder(corrected)) {
    return undefined
  }
  const charged = taxOf(chargedLines(order))
  const calculated = taxOf(chargedLines(corrected))
  return {
    charged: charged.toFixed(),
    calculated: calculated.toFixed(),
    difference: calculated.minus(charged).toFixed(),
  }
}

/** Why the order itself does not allow a correction; undefined: it does. */
export const correctionBlocker = (
  order: OrderForLedger
): CorrectionBlocker | undefined => {
  if (order.canceled_at || order.status === "canceled") {
    return "canceled"
  }
  if (taxOfOrder(order).taxed_by !== "kintsugi") {
    return "not_taxed_by_kintsugi"
  }
  if (
    order.transactions?.some(({ amount }) => MathBN.lt(amount, 0)) ||
    order.returns?.some(({ canceled_at }) => !canceled_at)
  ) {
    return "refunded"
  }
  return balanceOf(order, grossOf(chargedLines(order))).expected.gt(0)
    ? "not_paid"
    : undefined
}
