import { MathBN } from "@medusajs/framework/utils"
import { type Decimal, ZERO, roundHalfUp } from "../money"
import { roundTogether } from "../money/round-together"
import { type Adjustment, amountOf } from "./cart-lines"
import {
  type CartWithDiscounts,
  type DiscountedLine,
  type Price,
  priceOfItem,
  priceOfShippingMethod,
} from "./discounted-lines"
import {
  type Explained,
  type LineState,
  type PromotionRates,
  SAME,
  explainAtBestRates,
  priceAtRate,
} from "./explain-discounts"
import { type Promotion, promotionAmounts } from "./promotion-amounts"
import { rateOf, statutoryRate } from "./statutory-rate"

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

/** Decimals of an unrounded discount: finer than any coin, above the noise. */
const DIGITS = 6

/** The rounding error of a division, in major units. */
const NOISE = MathBN.convert("0.000000001")

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
  for (const group of explainAtBestRates(
    refreshing,
    promotions,
    rounding.calculatedAt
  )) {
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
