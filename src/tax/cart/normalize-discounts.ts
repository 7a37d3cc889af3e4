import type { BigNumberInput } from "@medusajs/framework/types"
import { MathBN } from "@medusajs/framework/utils"
import { type Adjustment, amountOf } from "./cart-lines"
import { type Decimal, ZERO, roundHalfUp, sumOf } from "../money"
import {
  type PricedLine,
  type Promotion,
  promotionAmounts,
} from "./promotion-amounts"
import { roundTogether } from "../money/round-together"
import { type TaxLines, rateOf, statutoryRate } from "./statutory-rate"

/**
 * The parts of a line item or a shipping method that its discounts depend on.
 */
export type DiscountedLine = {
  id: string
  is_tax_inclusive?: boolean | null
  adjustments?: Adjustment[] | null
  /** The current tax lines; rates in percent. */
  tax_lines?: TaxLines | null
}

export type DiscountedItem = DiscountedLine & {
  quantity: BigNumberInput
  raw_quantity?: BigNumberInput | null
  unit_price: BigNumberInput
  raw_unit_price?: BigNumberInput | null
}

export type ShippingMethod = DiscountedLine & {
  amount: BigNumberInput
  raw_amount?: BigNumberInput | null
}

/** A cart or an order. */
export type CartWithDiscounts = {
  items?: DiscountedItem[] | null
  shipping_methods?: ShippingMethod[] | null
}

/** The rates at which Medusa may have calculated a promotion. */
export type PromotionRates = "current" | "statutory" | "none"

/** How Medusa calculated the discounts, and how they are rounded. */
export type Rounding = {
  /** The currency's decimals: 2 for USD. Absent: discounts are not rounded. */
  digits?: number
  /**
   * The rates at which Medusa may have calculated them, the likeliest first.
   * `none`: a draft's promotions are applied before its lines have tax.
   * @default the current ones, then none
   */
  calculatedAt?: readonly PromotionRates[]
}

const CALCULATED_AT: readonly PromotionRates[] = ["current", "none"]

/** Decimals of an unrounded discount: finer than any coin, above the noise. */
const DIGITS = 6

/** Two amounts that differ by less than this, in major units, are the same. */
const SAME = MathBN.convert("0.000001")

/** The rounding error of a division, in major units. */
const NOISE = MathBN.convert("0.000000001")

const isSame = (a: Decimal, b: Decimal): boolean => a.minus(b).abs().lt(SAME)

/**
 * Whether a discount is stored without tax while its price includes it, or the
 * other way round. Where prices include tax, that is Medusa's default.
 */
export const hasMismatchedDiscount = ({
  is_tax_inclusive,
  adjustments,
}: DiscountedLine): boolean =>
  (adjustments ?? []).some(
    (discount) =>
      Boolean(discount.is_tax_inclusive) !== Boolean(is_tax_inclusive)
  )

/** Whether {@link normalizeDiscounts} would change any discount. */
export const needsNormalizing = (
  { items, shipping_methods }: CartWithDiscounts,
  rounding: Rounding
): boolean =>
  isStale(items ?? [], rounding) || isStale(shipping_methods ?? [], rounding)

const isStale = (lines: DiscountedLine[], { digits }: Rounding): boolean =>
  lines.some(
    (line) =>
      hasMismatchedDiscount(line) ||
      (digits !== undefined &&
        (line.adjustments ?? []).some(
          (discount) => amountOf(discount).decimalPlaces()! > digits
        ))
  )

/**
 * Whether stale discounts can only be recalculated from their promotions: a
 * discount has mismatched tax-inclusivity, or a line has several discounts.
 */
export const needsPromotions = ({
  items,
  shipping_methods,
}: CartWithDiscounts): boolean =>
  [...(items ?? []), ...(shipping_methods ?? [])].some(
    (line) => hasMismatchedDiscount(line) || (line.adjustments ?? []).length > 1
  )

/**
 * Returns a cart or an order whose discounts all have matching tax-inclusivity
 * (with tax where the price includes it, and without where it does not). Each
 * discount is in whole units of the currency: a promotion's discounts add up to
 * its total, rounded half up, and no line's discounts exceed its price.
 *
 * Medusa calculates a promotion from the current rates of a line's tax lines.
 * These are effective rates (see `effectiveRates`): slightly off the statutory
 * ones, and zero where a discount leaves nothing to tax. They change with every
 * change of the cart, and so does a discount with mismatched tax-inclusivity.
 * So it is recalculated at the statutory rates, which do not change, one
 * promotion after another, since each applies to what the earlier ones leave.
 *
 * This applies to the discounts that the same calculation at the current rates
 * explains. A discount that it does not explain (one without a promotion, free
 * units, an amount that a budget has cut) keeps its value: a discount in
 * proportion to a price is converted at the current rate, a fixed sum at the
 * statutory one.
 *
 * @param promotions - by id; may be empty where {@link needsPromotions} is
 * false
 */
export const normalizeDiscounts = <T extends CartWithDiscounts>(
  discounted: T,
  promotions: ReadonlyMap<string, Promotion>,
  rounding: Rounding
): T => {
  const { items, shipping_methods } = discounted
  return {
    ...discounted,
    ...(items && {
      items: refreshLines(items, priceOfItem, promotions, rounding),
    }),
    ...(shipping_methods && {
      shipping_methods: refreshLines(
        shipping_methods,
        priceOfShippingMethod,
        promotions,
        rounding
      ),
    }),
  }
}

export type Price = {
  quantity: Decimal
  /** Of all units, in major units. */
  price: Decimal
}

export const priceOfItem = (item: DiscountedItem): Price => {
  const quantity = MathBN.convert(item.raw_quantity ?? item.quantity)
  return {
    quantity,
    price: MathBN.convert(item.raw_unit_price ?? item.unit_price).times(
      quantity
    ),
  }
}

export const priceOfShippingMethod = ({
  amount,
  raw_amount,
}: ShippingMethod): Price => ({
  quantity: MathBN.convert(1),
  price: MathBN.convert(raw_amount ?? amount),
})

/** A line while its discounts are calculated; amounts in major units. */
type LineState = Price & {
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

const refreshLines = <T extends DiscountedLine>(
  lines: T[],
  priceOf: (line: T) => Price,
  promotions: ReadonlyMap<string, Promotion>,
  rounding: Rounding
): T[] => {
  if (!isStale(lines, rounding)) {
    return lines
  }
  const refreshing = lines.map((line): LineState => {
    const current = rateOf(line.tax_lines ?? [])
    return {
      ...priceOf(line),
      line,
      isInclusive: Boolean(line.is_tax_inclusive),
      current,
      statutory: statutoryRate(line.tax_lines ?? [], current),
      taken: ZERO,
      discountTotal: ZERO,
    }
  })
  const worths = new Map<Adjustment, Decimal>()
  for (const group of explainAtBestRates(refreshing, promotions, rounding)) {
    for (const [discount, worth] of refreshGroup(group, rounding)) {
      worths.set(discount, worth)
    }
  }
  return lines.map((line) => ({
    ...line,
    adjustments: line.adjustments?.map((discount) => {
      const worth = worths.get(discount)
      const isMatching =
        Boolean(discount.is_tax_inclusive) === Boolean(line.is_tax_inclusive)
      return !worth || (isMatching && worth.eq(amountOf(discount)))
        ? discount
        : {
            ...discount,
            amount: worth.toFixed(),
            raw_amount: undefined,
            is_tax_inclusive: Boolean(line.is_tax_inclusive),
          }
    }),
  }))
}

/** Explains the groups at the rates that explain most of them. */
const explainAtBestRates = (
  lines: LineState[],
  promotions: ReadonlyMap<string, Promotion>,
  { calculatedAt = CALCULATED_AT }: Rounding
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

type Explained = Group & {
  /** Whether Medusa's calculation at the current rates gives its amounts. */
  isExplained: boolean
  /** The promotion, or its variant, that gives its amounts. */
  calculatedAs?: Promotion
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
const priceAtRate = (
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

/** @returns each discount's amount, with tax if its line's price includes it */
const refreshGroup = (
  { promotion, discounts, calculatedAs }: Explained,
  { digits }: Rounding
): [Adjustment, Decimal][] => {
  const amounts = calculatedAs
    ? promotionAmounts(
        calculatedAs,
        discounts.map(({ state }) =>
          priceAtRate(
            state,
            state.statutory,
            state.isInclusive
              ? state.discountTotal.div(state.statutory.plus(1))
              : state.discountTotal
          )
        )
      )
    : undefined
  const isFixedSum = promotion?.method.type === "fixed"
  const remaining = discounts.map(({ state }) =>
    MathBN.max(state.price.minus(state.discountTotal), 0)
  )
  const worths = discounts.map(({ state, discount, amount }, index) => {
    const calculated = amounts?.get(state.line.id)
    const isOfPrice =
      !isFixedSum ||
      isPriceOfUnits(discount, state) ||
      isInCurrencyUnits(discount, state, digits)
    const worth = convertToLine(
      state,
      calculated ?? amount,
      Boolean(discount.is_tax_inclusive),
      calculated || !isOfPrice ? state.statutory : state.current
    )
    return capAtRemaining(worth, remaining[index]!, state.price)
  })
  const rounded = roundAmounts(worths, remaining, digits)
  return discounts.map(({ state, discount }, index) => {
    state.discountTotal = state.discountTotal.plus(rounded[index]!)
    return [discount, rounded[index]!]
  })
}

/** @param rate - a fraction */
const convertToLine = (
  { isInclusive }: LineState,
  amount: Decimal,
  withTax: boolean,
  rate: Decimal
): Decimal => {
  if (withTax === isInclusive || rate.lte(-1)) {
    return amount
  }
  return isInclusive ? amount.times(rate.plus(1)) : amount.div(rate.plus(1))
}

/**
 * A discount of the whole remaining price is exactly that price, whatever
 * rounding error a division has left in it.
 */
const capAtRemaining = (
  worth: Decimal,
  remaining: Decimal,
  price: Decimal
): Decimal =>
  price.isPositive() && worth.gt(remaining.minus(SAME)) ? remaining : worth

const roundAmounts = (
  worths: Decimal[],
  remaining: Decimal[],
  digits: number | undefined
): Decimal[] => {
  if (digits === undefined) {
    return worths.map((worth) => roundHalfUp(worth, DIGITS))
  }
  const isRounded = (index: number) =>
    !worths[index]!.eq(remaining[index]!) && worths[index]!.isPositive()
  const indices = worths.flatMap((_, index) => (isRounded(index) ? index : []))
  const rounded = roundTogether(
    indices.map((index) => worths[index]!),
    digits,
    indices.map((index) => remaining[index]!)
  )
  const byIndex = new Map(
    indices.map((index, place) => [index, rounded[place]!])
  )
  return worths.map((worth, index) => byIndex.get(index) ?? worth)
}

/**
 * Whether the discount is the price of a whole number of units. Medusa cuts a
 * sum that exceeds their price down to it, so that the discount is calculated
 * from the price after all.
 */
const isPriceOfUnits = (
  discount: Adjustment,
  { isInclusive, price, quantity, current }: LineState
): boolean => {
  const withTax = Boolean(discount.is_tax_inclusive)
  const amount = amountOf(discount)
  const worth =
    withTax === isInclusive
      ? amount
      : isInclusive
        ? amount.times(current.plus(1))
        : amount.div(current.plus(1))
  const unitPrice = quantity.isZero() ? price : price.div(quantity)
  const units = unitPrice.isZero() ? unitPrice : worth.div(unitPrice)
  const rest = units.minus(roundHalfUp(units, 0)).times(unitPrice)
  return units.gt(0.5) && rest.abs().lt(SAME)
}

/**
 * Whether the discount is in whole units of the currency at the current rate:
 * then it was written for this rate. An order's shipping discounts are, and
 * have no other mark of it.
 */
const isInCurrencyUnits = (
  discount: Adjustment,
  state: LineState,
  digits: number | undefined
): boolean => {
  const worth = convertToLine(
    state,
    amountOf(discount),
    Boolean(discount.is_tax_inclusive),
    state.current
  )
  return (
    digits !== undefined &&
    worth.minus(roundHalfUp(worth, digits)).abs().lt(NOISE)
  )
}
