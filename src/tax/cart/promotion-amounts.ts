import {
  MathBN,
  calculateAdjustmentAmountFromPromotion,
} from "@medusajs/framework/utils"
import { type Decimal, sumOf } from "../money"

/** The parts of a promotion that its amounts depend on. */
export type Promotion = {
  id: string
  /** `buyget`: some units of an item are cheaper, or free. */
  type: "standard" | "buyget"
  isTaxInclusive: boolean
  method: {
    /** A percentage (10 is 10%), or a sum in major units. */
    type: "percentage" | "fixed"
    value: Decimal
    target: "order" | "items" | "shipping_methods"
    /** Absent for an order: its lines share the discount. */
    allocation?: "each" | "across" | "once"
    maxQuantity?: number
  }
}

/** What a promotion is calculated from; amounts in major units. */
export type PricedLine = {
  id: string
  quantity: Decimal
  /** Of all units, before discounts, without tax. */
  net: Decimal
  /** The same with tax. */
  gross: Decimal
  /** What earlier promotions have taken off, without tax. */
  taken: Decimal
}

/**
 * The amount that a promotion takes off each of its lines, by line id,
 * unrounded; with tax if the promotion is tax-inclusive.
 *
 * The arithmetic is Medusa's (`calculateAdjustmentAmountFromPromotion`, and for
 * shipping the Promotion Module's `applyPromotionToShippingMethods`, which is
 * not exported). It takes no rates, so that it works at other rates than those
 * of a cart's tax lines.
 *
 * @param lines - only the lines that the promotion is on
 * @returns `undefined` for promotions that it cannot calculate: those that give
 * free units
 */
export const promotionAmounts = (
  promotion: Promotion,
  lines: PricedLine[]
): Map<string, Decimal> | undefined => {
  if (promotion.type === "buyget") {
    return undefined
  }
  return promotion.method.target === "shipping_methods"
    ? amountsOffShipping(promotion, lines)
    : amountsOffItems(promotion, lines)
}

const amountsOffItems = (
  { isTaxInclusive, method }: Promotion,
  lines: PricedLine[]
): Map<string, Decimal> => {
  const allocation =
    method.allocation ?? (method.target === "order" ? "across" : undefined)
  const base = ({ net, gross }: PricedLine) => (isTaxInclusive ? gross : net)
  const remainingOf = (line: PricedLine) => {
    const taken =
      isTaxInclusive && !line.net.isZero()
        ? line.taken.times(line.gross).div(line.net)
        : line.taken
    return base(line).minus(taken)
  }
  const totalRemaining = sumOf(lines.map(remainingOf))
  let quota = method.maxQuantity ?? 0
  const amountOff = (line: PricedLine): Decimal => {
    let maxQuantity = method.maxQuantity
    if (allocation === "once") {
      maxQuantity = Math.min(quota, line.quantity.toNumber())
      quota -= maxQuantity
    }
    return MathBN.convert(
      calculateAdjustmentAmountFromPromotion(
        {
          quantity: line.quantity,
          subtotal: line.net,
          original_total: line.gross,
        },
        {
          value: method.value,
          applied_value: line.taken,
          is_tax_inclusive: isTaxInclusive,
          max_quantity: maxQuantity ?? null,
          type: method.type,
          allocation: allocation === "once" ? "each" : allocation,
        },
        totalRemaining
      )
    )
  }
  // If the number of discounted units is limited, the cheapest come first.
  const orderedLines =
    allocation === "once"
      ? [...lines].sort((a, b) =>
          a.net.div(a.quantity).comparedTo(b.net.div(b.quantity))!
        )
      : lines
  return new Map(orderedLines.map((line) => [line.id, amountOff(line)]))
}

const amountsOffShipping = (
  { method }: Promotion,
  lines: PricedLine[]
): Map<string, Decimal> => {
  const remainingOf = ({ net, taken }: PricedLine) => net.minus(taken)
  const totalRemaining = sumOf(lines.map(remainingOf))
  return new Map(
    lines.map((line) => {
      const amount =
        method.type === "percentage"
          ? remainingOf(line).times(method.value).div(100)
          : method.allocation === "across" && !totalRemaining.isZero()
            ? remainingOf(line).times(method.value).div(totalRemaining)
            : method.value
      return [line.id, MathBN.min(amount, remainingOf(line))]
    })
  )
}
