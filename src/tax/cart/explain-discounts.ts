import { MathBN } from "@medusajs/framework/utils"
import { type Decimal, ZERO, sumOf } from "../money"
import { type Adjustment, amountOf } from "./cart-lines"
import type { DiscountedLine, Price } from "./discounted-lines"
import {
  type PricedLine,
  type Promotion,
  promotionAmounts,
} from "./promotion-amounts"

/** The rates at which Medusa may have calculated a promotion. */
export type PromotionRates = "current" | "statutory" | "none"

const CALCULATED_AT: readonly PromotionRates[] = ["current", "none"]

/** Two amounts that differ by less than this, in major units, are the same. */
export const SAME = MathBN.convert("0.000001")

const isSame = (a: Decimal, b: Decimal): boolean => a.minus(b).abs().lt(SAME)

/** A line while its discounts are calculated; amounts in major units. */
export type LineState = Price & {
  line: DiscountedLine
  isInclusive: boolean
  /** Fractions: the rate of the current tax lines, and the statutory one. */
  current: Decimal
  statutory: Decimal
  /** The total of the discounts that Medusa has written, without tax. */
  taken: Decimal
  /** The total of the refreshed ones; with tax if the price includes it. */
  discountTotal: Decimal
}

/** One promotion's discounts, or a single discount without a promotion. */
type Group = {
  promotion?: Promotion
  discounts: { state: LineState; discount: Adjustment; amount: Decimal }[]
}

export type Explained = Group & {
  /** Whether Medusa's calculation at the current rates gives its amounts. */
  isExplained: boolean
  /** The promotion, or its variant, that gives its amounts. */
  calculatedAs?: Promotion
}

/**
 * Finds, for the discounts of each promotion, whether Medusa's own calculation
 * gives their amounts: at the rates that explain most promotions.
 *
 * @param calculatedAt - the rates to try, the likeliest first
 */
export const explainAtBestRates = (
  lines: LineState[],
  promotions: ReadonlyMap<string, Promotion>,
  calculatedAt: readonly PromotionRates[] = CALCULATED_AT
): Explained[] => {
  const rateAt: Record<PromotionRates, (line: LineState) => Decimal> = {
    current: ({ current }) => current,
    statutory: ({ statutory }) => statutory,
    none: () => ZERO,
  }
  let best: Explained[] | undefined
  for (const rates of calculatedAt) {
    const linesAtRates = lines.map((line) => ({
      ...line,
      current: rateAt[rates](line),
    }))
    const groups = explainInBestOrder(
      groupByPromotion(linesAtRates, promotions)
    )
    if (!best || countExplained(groups) > countExplained(best)) {
      best = groups
    }
    if (isAllExplained(best)) {
      break
    }
  }
  return best ?? []
}

const countExplained = (groups: Explained[]): number =>
  groups.filter(({ isExplained }) => isExplained).length

const isAllExplained = (groups: Explained[]): boolean =>
  groups.every(({ isExplained }) => isExplained)

const groupByPromotion = (
  lines: LineState[],
  promotions: ReadonlyMap<string, Promotion>
): Group[] => {
  const groups = new Map<unknown, Group>()
  for (const state of lines) {
    for (const discount of state.line.adjustments ?? []) {
      const key = discount.promotion_id ?? discount
      const group = groups.get(key) ?? {
        promotion: promotions.get(discount.promotion_id ?? ""),
        discounts: [],
      }
      group.discounts.push({ state, discount, amount: amountOf(discount) })
      groups.set(key, group)
    }
  }
  return [...groups.values()]
}

/**
 * Explains the groups in the order in which Medusa applied their promotions:
 * free units first, then by value. The database decides the order of equal
 * values, so both orders are tried, and the one that explains more wins.
 */
const explainInBestOrder = (groups: Group[]): Explained[] => {
  const byRank = [...groups].sort(
    (a, b) => rankOf(a) - rankOf(b) || valueOf(b).comparedTo(valueOf(a))! || 0
  )
  const byRankReversed = [...groups]
    .reverse()
    .sort(
      (a, b) => rankOf(a) - rankOf(b) || valueOf(b).comparedTo(valueOf(a))! || 0
    )
  const first = explain(byRank)
  if (isAllExplained(first)) {
    return first
  }
  const second = explain(byRankReversed)
  return countExplained(second) > countExplained(first) ? second : first
}

const rankOf = ({ promotion }: Group): number =>
  !promotion ? 0 : promotion.type === "buyget" ? 1 : 2

const valueOf = ({ promotion }: Group): Decimal =>
  promotion?.method.value ?? ZERO

const explain = (groups: Group[]): Explained[] => {
  for (const { discounts } of groups) {
    for (const { state } of discounts) {
      state.taken = ZERO
    }
  }
  return groups.map((group) => {
    const { promotion, discounts } = group
    const areMatching = discounts.every(
      ({ discount }) =>
        Boolean(discount.is_tax_inclusive) === includesTax(promotion)
    )
    const calculatedAs =
      promotion && areMatching
        ? [promotion, ...withSharedSum(promotion, discounts)].find((variant) =>
            matchesCalculation(variant, discounts)
          )
        : undefined
    for (const { state, discount, amount } of discounts) {
      state.taken = state.taken.plus(
        discount.is_tax_inclusive ? amount.div(state.current.plus(1)) : amount
      )
    }
    return {
      ...group,
      calculatedAs,
      isExplained: calculatedAs !== undefined,
    }
  })
}

/**
 * A shared sum, reduced to what its lines have of it: a line whose share is
 * close to zero has no discount.
 */
const withSharedSum = (
  promotion: Promotion,
  discounts: Group["discounts"]
): Promotion[] => {
  const { method } = promotion
  const isShared =
    method.type === "fixed" &&
    (method.allocation ?? method.target) !== "each" &&
    method.allocation !== "once"
  return isShared
    ? [
        {
          ...promotion,
          method: {
            ...method,
            value: sumOf(discounts.map(({ amount }) => amount)),
          },
        },
      ]
    : []
}

/** Whether Medusa's calculation at the current rates gives these amounts. */
const matchesCalculation = (
  promotion: Promotion,
  discounts: Group["discounts"]
): boolean => {
  const amounts = promotionAmounts(
    promotion,
    discounts.map(({ state }) => priceAtRate(state, state.current, state.taken))
  )
  return discounts.every(({ state, amount }) => {
    const calculated = amounts?.get(state.line.id)
    return calculated !== undefined && isSame(calculated, amount)
  })
}

/** Discounts on shipping are without tax, whatever the promotion says. */
const includesTax = (promotion: Promotion | undefined): boolean =>
  promotion?.method.target !== "shipping_methods" &&
  Boolean(promotion?.isTaxInclusive)

/** @param rate - a fraction */
export const priceAtRate = (
  { line, quantity, price, isInclusive }: LineState,
  rate: Decimal,
  taken: Decimal
): PricedLine => ({
  id: line.id,
  quantity,
  net: isInclusive ? price.div(rate.plus(1)) : price,
  gross: isInclusive ? price : price.times(rate.plus(1)),
  taken,
})
