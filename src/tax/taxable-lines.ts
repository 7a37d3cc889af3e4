import type {
  BigNumberInput,
  ItemTaxCalculationLine,
  ShippingTaxCalculationLine,
  TaxRateDTO,
} from "@medusajs/framework/types"
import { MathBN } from "@medusajs/framework/utils"
import type { Decimal } from "./money"

/** A line item or a shipping method that is to be taxed. */
export type TaxableLine = {
  kind: "item" | "shipping"
  /** Medusa's id of the line item or shipping method. */
  id: string
  /** Medusa's product; a shipping method or a custom line has none. */
  productId?: string
  quantity: Decimal
  /** The line's total before tax, in major units, as Medusa multiplies it. */
  amount: Decimal
  /** ISO 4217, upper case. */
  currencyCode: string
  /** The store's own rates that apply to the line. */
  rates: TaxRateDTO[]
}

/** Medusa's types leave out what its calls leave out: see `quantity`. */
type LineAsMedusaSendsIt = {
  id: string
  product_id?: string | null
  quantity?: BigNumberInput | null
  unit_price?: BigNumberInput | null
  currency_code?: string
}

/**
 * What Medusa hands to a tax provider, in one shape for items and shipping.
 * An order edit's item comes without a quantity and counts as one unit;
 * numbers may be strings or BigNumber objects.
 */
export const toTaxableLines = (
  itemLines: ItemTaxCalculationLine[],
  shippingLines: ShippingTaxCalculationLine[]
): TaxableLine[] => [
  ...itemLines.map(({ line_item, rates }) =>
    toTaxableLine("item", line_item, rates)
  ),
  ...shippingLines.map(({ shipping_line, rates }) =>
    toTaxableLine("shipping", shipping_line, rates)
  ),
]

const toTaxableLine = (
  kind: TaxableLine["kind"],
  line: LineAsMedusaSendsIt,
  rates: TaxRateDTO[] | undefined
): TaxableLine => {
  const quantity = MathBN.convert(
    kind === "shipping" ? 1 : (line.quantity ?? 1)
  )
  return {
    kind,
    id: line.id,
    productId: kind === "item" ? line.product_id || undefined : undefined,
    quantity,
    amount: MathBN.mult(line.unit_price ?? 0, quantity),
    currencyCode: (line.currency_code ?? "").toUpperCase(),
    rates: rates ?? [],
  }
}
