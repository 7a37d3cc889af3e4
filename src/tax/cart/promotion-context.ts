import type { BigNumberInput } from "@medusajs/framework/types"
import {
  type DiscountedItem,
  type DiscountedLine,
  type ShippingMethod,
  priceOfItem,
  priceOfShippingMethod,
} from "./discounted-lines"
import { type Decimal, sumOf } from "../money"
import { rateOf, statutoryRate } from "./statutory-rate"

/** A cart's amounts before discounts, which promotions use, in major units. */
type CartAmounts = {
  subtotal: BigNumberInput
  item_subtotal: BigNumberInput
  shipping_subtotal: BigNumberInput
}

type LineAmounts = { subtotal: BigNumberInput; original_total: BigNumberInput }

/** A cart as Medusa's `updateCartPromotionsWorkflow` passes it to its hook. */
export type CartBeforePromotions = {
  items?: DiscountedItem[] | null
  shipping_methods?: ShippingMethod[] | null
}

type PromotionContext<T extends CartBeforePromotions> = CartAmounts & {
  items: (NonNullable<T["items"]>[number] & Partial<LineAmounts>)[]
  shipping_methods: (NonNullable<T["shipping_methods"]>[number] &
    Partial<LineAmounts>)[]
}

/**
 * The amounts that Medusa calculates promotions from, at the statutory rates:
 * each line's price with and without tax, and the cart's sums without tax.
 *
 * Medusa itself uses the rates of the tax lines. Those are effective rates (see
 * `effectiveRates`): slightly off the statutory ones, and changed by each
 * discount that was calculated from them.
 *
 * @returns amounts as decimal strings; `undefined` where the statutory rates
 * equal the current ones or are unknown
 */
export const promotionContext = <T extends CartBeforePromotions>(
  cart: T
): PromotionContext<T> | undefined => {
  const items = (cart.items ?? []).map((item) =>
    priceLine(item, priceOfItem(item).price)
  )
  const methods = (cart.shipping_methods ?? []).map((method) =>
    priceLine(method, priceOfShippingMethod(method).price)
  )
  if (![...items, ...methods].some(({ isChanged }) => isChanged)) {
    return undefined
  }
  const itemSubtotal = sumOfNets(items)
  const shippingSubtotal = sumOfNets(methods)
  return {
    items: items.map(toContextLine),
    shipping_methods: methods.map(toContextLine),
    item_subtotal: itemSubtotal.toFixed(),
    shipping_subtotal: shippingSubtotal.toFixed(),
    subtotal: itemSubtotal.plus(shippingSubtotal).toFixed(),
  }
}

type LineAtStatutoryRate<L extends DiscountedLine> = {
  line: L
  isChanged: boolean
  net: Decimal
  gross: Decimal
}

const priceLine = <L extends DiscountedLine>(
  line: L,
  price: Decimal
): LineAtStatutoryRate<L> => {
  const taxLines = line.tax_lines ?? []
  const current = rateOf(taxLines)
  const statutory = statutoryRate(taxLines, current)
  const factor = statutory.plus(1)
  return {
    line,
    isChanged: !statutory.eq(current),
    net: line.is_tax_inclusive ? price.div(factor) : price,
    gross: line.is_tax_inclusive ? price : price.times(factor),
  }
}

const toContextLine = <L extends DiscountedLine>({
  line,
  isChanged,
  net,
  gross,
}: LineAtStatutoryRate<L>): L & Partial<LineAmounts> =>
  isChanged
    ? { ...line, subtotal: net.toFixed(), original_total: gross.toFixed() }
    : line

const sumOfNets = (lines: LineAtStatutoryRate<DiscountedLine>[]): Decimal =>
  sumOf(lines.map(({ net }) => net))
