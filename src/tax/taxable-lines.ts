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
  /** What the merchant sees it as at Kintsugi. */
  title?: string
  sku?: string
  /** What the merchant classified it as in Medusa. */
  classification?: ProductCategory
  /**
   * The categories that we gave it at Kintsugi: where one of them still stands
   * there, it is an echo of ours, and not Kintsugi's own word.
   */
  told?: ProductCategory[]
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

/** Medusa's types leave out what its calls leave out: see `quantity`. */
type LineAsMedusaSendsIt = {
  id: string
  product_id?: string | null
  quantity?: BigNumberInput | null
  unit_price?: BigNumberInput | null
  currency_code?: string
}

/** A line that Medusa asks about, with what it says of its worth. */
export type AskedLine = Pick<
  TaxableLine,
  "kind" | "id" | "currencyCode" | "rates"
> & { line: LineAsMedusaSendsIt }

/** What Medusa hands to a tax provider, in one shape for items and shipping. */
export const toAskedLines = (
  itemLines: ItemTaxCalculationLine[],
  shippingLines: ShippingTaxCalculationLine[]
): AskedLine[] => [
  ...itemLines.map(({ line_item, rates }) =>
    toAskedLine("item", line_item, rates)
  ),
  ...shippingLines.map(({ shipping_line, rates }) =>
    toAskedLine("shipping", shipping_line, rates)
  ),
]

const toAskedLine = (
  kind: TaxableLine["kind"],
  line: LineAsMedusaSendsIt,
  rates: TaxRateDTO[] | undefined
): AskedLine => ({
  kind,
  id: line.id,
  currencyCode: (line.currency_code ?? "").toUpperCase(),
  rates: rates ?? [],
  line,
})

/**
 * The line by Medusa's own word, before any discount. An order edit's item
 * comes without a quantity and counts as one unit; numbers may be strings or
 * BigNumber objects.
 */
export const toTaxableLine = ({ line, ...asked }: AskedLine): TaxableLine => {
  const isItem = asked.kind === "item"
  const quantity = MathBN.convert(isItem ? (line.quantity ?? 1) : 1)
  const price = MathBN.mult(line.unit_price ?? 0, quantity)
  return {
    ...asked,
    productId: isItem ? line.product_id || undefined : undefined,
    quantity,
    price: { withTax: MathBN.convert(0), withoutTax: price },
    amount: price,
  }
}
