import type { BigNumberInput } from "@medusajs/framework/types"
import { MathBN } from "@medusajs/framework/utils"
import type { Decimal } from "../money"
import type { Adjustment } from "./cart-lines"
import type { TaxLines } from "./statutory-rate"

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
