import type {
  BigNumberInput,
  ItemTaxCalculationLine,
  ShippingTaxCalculationLine,
  TaxRateDTO,
} from "@medusajs/framework/types"
import { MathBN } from "@medusajs/framework/utils"
import { type Decimal, ZERO } from "../money"

/** A line item or a shipping method that is to be taxed. */
export type TaxableLine = {
  kind: "item" | "shipping"
  /** Medusa's id of the line item or shipping method. */
  id: string
  /** Medusa's product; a shipping method or a custom line has none. */
  productId?: string
  /** The name that the merchant sees at Kintsugi. */
  title?: string
  sku?: string
  /** The merchant's classification in Medusa. */
  classification?: ProductCategory
  /**
   * The categories that we synced to Kintsugi: if Kintsugi still has one of
   * them, it only echoes ours, and the product is not classified at Kintsugi.
   */
  synced?: ProductCategory[]
  quantity: Decimal
  /**
   * The price after discounts, in major units and unrounded, in the two parts
   * that Medusa's arithmetic knows: net = withTax / (1 + Σ rates) + withoutTax.
   */
  price: LinePrice
  /** The line's total before tax, in major units, as Medusa multiplies it. */
  amount: Decimal
  /** ISO 4217, upper case. */
  currencyCode: string
  /** The store's own rates that apply to the line. */
  rates: TaxRateDTO[]
}

export type LinePrice = {
  /** The part that tax is included in. */
  withTax: Decimal
  /** The part that tax comes on top of. */
  withoutTax: Decimal
}

/** A pair as Kintsugi's `GET /v1/products/categories` names it. */
export type ProductCategory = { category: string; subcategory: string }

/** Medusa's types do not show which fields its calls omit: see `quantity`. */
type LineAsMedusaSendsIt = {
  id: string
  product_id?: string | null
  quantity?: BigNumberInput | null
  unit_price?: BigNumberInput | null
  currency_code?: string
}

/** A line that Medusa asks about, with the price that Medusa gives for it. */
export type RequestedLine = Pick<
  TaxableLine,
  "kind" | "id" | "currencyCode" | "rates"
> & { line: LineAsMedusaSendsIt }

/**
 * What Medusa passes to a tax provider, in one shape for items and shipping.
 */
export const toRequestedLines = (
  itemLines: ItemTaxCalculationLine[],
  shippingLines: ShippingTaxCalculationLine[]
): RequestedLine[] => [
  ...itemLines.map(({ line_item, rates }) =>
    toRequestedLine("item", line_item, rates)
  ),
  ...shippingLines.map(({ shipping_line, rates }) =>
    toRequestedLine("shipping", shipping_line, rates)
  ),
]

const toRequestedLine = (
  kind: TaxableLine["kind"],
  line: LineAsMedusaSendsIt,
  rates: TaxRateDTO[] | undefined
): RequestedLine => ({
  kind,
  id: line.id,
  currencyCode: (line.currency_code ?? "").toUpperCase(),
  rates: rates ?? [],
  line,
})

/**
 * The line as Medusa describes it, before any discount. An order edit's item
 * comes without a quantity and counts as one unit; numbers may be strings or
 * BigNumber objects.
 */
export const toTaxableLine = ({
  line,
  ...request
}: RequestedLine): TaxableLine => {
  const isItem = request.kind === "item"
  const quantity = MathBN.convert(isItem ? (line.quantity ?? 1) : 1)
  const price = MathBN.mult(line.unit_price ?? 0, quantity)
  return {
    ...request,
    productId: isItem ? line.product_id || undefined : undefined,
    quantity,
    price: { withTax: ZERO, withoutTax: price },
    amount: price,
  }
}
