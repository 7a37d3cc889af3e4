import type { BigNumberInput } from "@medusajs/framework/types"
import {
  BigNumber,
  MathBN,
  decorateCartTotals,
} from "@medusajs/framework/utils"
import { type Decimal, sumOf } from "../tax/money"
import {
  type ExactTax,
  type TaxLineWithTotal,
  taxesByJurisdiction,
} from "./jurisdiction-taxes"
import type { ItemOfOrder, ShippingMethodOfOrder } from "./order"

/** The unrounded totals of one line, in major units. */
export type ExactLine = {
  /** After discounts, without tax. */
  net: Decimal
  taxes: ExactTax[]
}

/**
 * What items and shipping methods cost by Medusa's own arithmetic, with its
 * sub-cents and for full quantities.
 *
 * @returns the items' lines, then those of the shipping methods
 */
export const exactLines = (
  items: ItemOfOrder[],
  shippingMethods: ShippingMethodOfOrder[],
  currencyCode: string
): ExactLine[] =>
  totalsOf(items, shippingMethods, currencyCode).map(toExactLine)

/** What a line costs with tax, unrounded. */
export const exactGross = ({ net, taxes }: ExactLine): Decimal =>
  sumOf([net, ...taxes.map(({ amount }) => amount)])

/** What shipping methods cost with tax, unrounded, as Medusa adds them up. */
export const exactShippingGross = (
  shippingMethods: ShippingMethodOfOrder[],
  currencyCode: string
): Decimal =>
  sumOf(exactLines([], shippingMethods, currencyCode).map(exactGross))

/** What some units of an item cost with tax, unrounded. */
export const exactItemGross = (
  item: ItemOfOrder,
  units: BigNumberInput,
  currencyCode: string
): Decimal => {
  const [line] = exactLines([item], [], currencyCode)
  return exactGross(line!)
    .times(MathBN.convert(units))
    .div(MathBN.convert(item.quantity))
}

type Totals = {
  id: string
  subtotal: BigNumberInput
  discount_subtotal: BigNumberInput
  tax_total: BigNumberInput
  tax_lines?: TaxLineWithTotal[] | null
}

const totalsOf = (
  items: ItemOfOrder[],
  shippingMethods: ShippingMethodOfOrder[],
  currencyCode: string
): Totals[] => {
  const decorated = decorateCartTotals({
    currency_code: currencyCode,
    items: items.map((item) => ({
      id: item.id,
      quantity: amount(item.quantity),
      unit_price: amount(item.unit_price),
      is_tax_inclusive: item.is_tax_inclusive ?? false,
      ...withAdjustmentsAndTax(item),
    })),
    shipping_methods: shippingMethods.map((method) => ({
      id: method.id,
      amount: amount(method.amount),
      is_tax_inclusive: method.is_tax_inclusive ?? false,
      ...withAdjustmentsAndTax(method),
    })),
  } as unknown as Parameters<typeof decorateCartTotals>[0]) as unknown as {
    items?: Totals[]
    shipping_methods?: Totals[]
  }
  return [...(decorated.items ?? []), ...(decorated.shipping_methods ?? [])]
}

const withAdjustmentsAndTax = ({
  adjustments,
  tax_lines,
}: Pick<ItemOfOrder, "adjustments" | "tax_lines">) => ({
  adjustments: (adjustments ?? []).map((adjustment) => ({
    amount: amount(adjustment.amount),
    is_tax_inclusive: adjustment.is_tax_inclusive ?? false,
  })),
  tax_lines: (tax_lines ?? []).map((taxLine) => ({
    ...taxLine,
    rate: amount(taxLine.rate),
  })),
})

const amount = (value: BigNumberInput): BigNumber =>
  new BigNumber(MathBN.convert(value))

const toExactLine = ({
  subtotal,
  discount_subtotal,
  tax_lines,
}: Totals): ExactLine => {
  const net = MathBN.sub(subtotal, discount_subtotal)
  return { net, taxes: taxesByJurisdiction(tax_lines ?? [], net) }
}
