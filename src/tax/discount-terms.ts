import type { BigNumberInput } from "@medusajs/framework/types"
import { MathBN } from "@medusajs/framework/utils"
import type { Adjustment, ItemOfCart } from "./cart-lines"
import type { Decimal } from "./money"

type TaxedItem = ItemOfCart & {
  /** The tax lines that stand; rates in percent. */
  tax_lines?:
    | {
        rate?: BigNumberInput | null
        data?: Record<string, unknown> | null
      }[]
    | null
}

type TaxLines = NonNullable<TaxedItem["tax_lines"]>

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
 * Items whose discounts are all in their own terms: with tax where the price
 * includes it, and without where it does not.
 *
 * Medusa reckons such a discount at the rates that stand, from the price. It
 * holds for these rates only: with others, ten percent off are no longer ten,
 * and all of it leaves something, or less than nothing. In the price's own
 * terms it stays what it was, whatever the rates become.
 *
 * A fixed sum is not reckoned from the price, and is worth the same whatever
 * the price leaves: it goes by the statutory rate. The rates that stand are a
 * little off, since they are to give cents, and would be off otherwise with
 * every change of the sum's worth. A sum that items share stays as it is, and is
 * shared by their worth at statutory rates.
 *
 * @param fixed - the promotions that take off a fixed sum, by id
 */
export const inOwnTerms = <T extends TaxedItem>(
  items: T[],
  fixed: FixedSums
): T[] => {
  const foreign = items.flatMap((item) => foreignDiscounts(item, fixed))
  const worths = new Map(
    foreign.map((one) => {
      const shared = one.sum === "shared"
      const shares = shared ? foreign.filter(isShareOf(one)) : [one]
      return [one.discount, one.sum ? atStatutory(one, shares) : one.worth]
    })
  )
  return items.map((item) => {
    const { adjustments } = item
    return adjustments?.some((discount) => worths.has(discount))
      ? {
          ...item,
          adjustments: adjustments.map((discount) => {
            const worth = worths.get(discount)
            return worth
              ? {
                  ...discount,
                  amount: worth.decimalPlaces(DIGITS, HALF_UP).toFixed(),
                  raw_amount: undefined,
                  is_tax_inclusive: Boolean(item.is_tax_inclusive),
                }
              : discount
          }),
        }
      : item
  })
}

/** Whether each item has the sum for itself, or they share it; by promotion. */
export type FixedSums = ReadonlyMap<string, "alone" | "shared">

type ForeignDiscount = {
  discount: Adjustment
  amount: Decimal
  /** In the item's terms, at the rates that stand. */
  worth: Decimal
  /** That worth back in the discount's terms, at the statutory rate. */
  back: Decimal
  /** Absent where it is reckoned from the price. */
  sum?: "alone" | "shared"
}

const foreignDiscounts = (
  item: TaxedItem,
  fixed: FixedSums
): ForeignDiscount[] => {
  const isInclusive = Boolean(item.is_tax_inclusive)
  const standing = MathBN.sum(
    ...(item.tax_lines ?? []).map(({ rate }) => rate ?? 0)
  ).shiftedBy(-2)
  if (!hasForeignDiscount(item) || standing.lte(-1)) {
    return []
  }
  const one = standing.plus(1)
  const legal = statutoryRate(item.tax_lines ?? [], standing).plus(1)
  const foreign = item
    .adjustments!.filter(
      (discount) => Boolean(discount.is_tax_inclusive) !== isInclusive
    )
    .map((discount) => {
      const amount = amountOf(discount)
      const worth = isInclusive ? amount.times(one) : amount.div(one)
      const back = isInclusive ? worth.div(legal) : worth.times(legal)
      return { discount, amount, worth, back }
    })
  const takesWhole = (worth: Decimal) =>
    isWhole(worth, item.raw_unit_price ?? item.unit_price)
  const takesAll = takesWhole(MathBN.sum(...foreign.map(({ worth }) => worth)))
  return foreign.map((discount) => ({
    ...discount,
    sum:
      takesAll || takesWhole(discount.worth)
        ? undefined
        : fixed.get(discount.discount.promotion_id ?? ""),
  }))
}

const isShareOf =
  (one: ForeignDiscount) =>
  ({ discount, sum }: ForeignDiscount): boolean =>
    sum === "shared" && discount.promotion_id === one.discount.promotion_id

/** @param shares - of the sum, this one among them */
const atStatutory = (
  { worth }: ForeignDiscount,
  shares: ForeignDiscount[]
): Decimal => {
  const sum = MathBN.sum(...shares.map(({ amount }) => amount))
  const back = MathBN.sum(...shares.map((share) => share.back))
  return back.isZero() ? worth : worth.times(sum).div(back)
}

const amountOf = ({ raw_amount, amount }: Adjustment): Decimal =>
  MathBN.convert(raw_amount ?? amount ?? 0)

/**
 * Whether it is the price of so many units: a sum that is more than they cost
 * is cut down to their price, and so reckoned from it after all.
 */
const isWhole = (amount: Decimal, unitPrice: BigNumberInput): boolean => {
  const price = MathBN.convert(unitPrice)
  const units = price.isZero() ? price : amount.div(price)
  const rest = units.minus(units.decimalPlaces(0, HALF_UP)).times(price)
  return units.gt(0.5) && rest.abs().lt(WHOLE)
}

/** How near the price of some units is that price, in major units. */
const WHOLE = MathBN.convert("0.000001")

/** The rate (a fraction) by law; the one that stands where it is not known. */
const statutoryRate = (taxLines: TaxLines, standing: Decimal): Decimal => {
  const line = taxLines[0]?.data?.line as { tax_rate?: unknown } | undefined
  const rate = Number(line?.tax_rate)
  return standing.gt(0) && rate > 0 ? MathBN.convert(rate) : standing
}
