import type { BigNumberInput } from "@medusajs/framework/types"
import { MathBN } from "@medusajs/framework/utils"
import type { ItemOfCart } from "./cart-lines"

type TaxedItem = ItemOfCart & {
  /** The tax lines that stand; rates in percent. */
  tax_lines?: { rate?: BigNumberInput | null }[] | null
}

/** Of a discount in major units: beyond any coin, and short of a division's last digits. */
const DIGITS = 6

const HALF_UP = 4

/**
 * Whether a discount with tax is on a price without, or the other way round, as
 * Medusa's promotions are by default where prices include tax.
 */
export const hasForeignDiscount = ({
  is_tax_inclusive,
  adjustments,
}: ItemOfCart): boolean =>
  (adjustments ?? []).some(
    (discount) =>
      Boolean(discount.is_tax_inclusive) !== Boolean(is_tax_inclusive)
  )

/**
 * An item whose discounts are all in its own terms: with tax where its price
 * includes it, and without where it does not.
 *
 * Medusa reckons such a discount at the rates that stand, from the price. It
 * holds for these rates only: with others, ten percent off are no longer ten,
 * and all of it leaves something, or less than nothing. In the price's own
 * terms it stays what it was, whatever the rates become.
 */
export const inOwnTerms = <T extends TaxedItem>(item: T): T => {
  if (!hasForeignDiscount(item)) {
    return item
  }
  const isInclusive = Boolean(item.is_tax_inclusive)
  const one = MathBN.sum(...(item.tax_lines ?? []).map(({ rate }) => rate ?? 0))
    .shiftedBy(-2)
    .plus(1)
  return {
    ...item,
    adjustments: item.adjustments!.map((discount) => {
      if (Boolean(discount.is_tax_inclusive) === isInclusive || one.lte(0)) {
        return discount
      }
      const amount = MathBN.convert(discount.raw_amount ?? discount.amount ?? 0)
      const inTerms = isInclusive ? amount.times(one) : amount.div(one)
      return {
        ...discount,
        amount: inTerms.decimalPlaces(DIGITS, HALF_UP).toFixed(),
        raw_amount: undefined,
        is_tax_inclusive: isInclusive,
      }
    }),
  }
}
