import type { BigNumberInput } from "@medusajs/framework/types"
import { MathBN } from "@medusajs/framework/utils"
import type { Decimal } from "./money"
import type { ProductCategory, TaxableLine } from "./taxable-lines"

/** A cart as far as its tax is concerned, as Medusa's Query reads it. */
export type CartToTax = {
  id: string
  currency_code: string
  items?: ItemOfCart[] | null
  shipping_methods?: ShippingMethodOfCart[] | null
}

export type Adjustment = {
  id?: string
  promotion_id?: string | null
  amount?: BigNumberInput | null
  raw_amount?: BigNumberInput | null
  is_tax_inclusive?: boolean | null
}

export type ItemOfCart = {
  id: string
  title?: string | null
  variant_sku?: string | null
  product_id?: string | null
  product_title?: string | null
  quantity: BigNumberInput
  raw_quantity?: BigNumberInput | null
  unit_price: BigNumberInput
  raw_unit_price?: BigNumberInput | null
  is_tax_inclusive?: boolean | null
  is_giftcard?: boolean | null
  adjustments?: Adjustment[] | null
}

export type ShippingMethodOfCart = {
  id: string
  name?: string | null
  amount: BigNumberInput
  raw_amount?: BigNumberInput | null
  is_tax_inclusive?: boolean | null
  adjustments?: Adjustment[] | null
}

/**
 * A line in plain JSON, as it travels through Medusa's `additional_context`;
 * decimals are strings.
 */
export type LineInContext = {
  kind: TaxableLine["kind"]
  id: string
  product_id?: string
  title?: string
  sku?: string
  classification?: ProductCategory
  /** See `TaxableLine.told`. */
  told?: ProductCategory[]
  quantity: string
  /** See `TaxableLine.price`. */
  with_tax: string
  without_tax: string
}

/**
 * All lines of a cart that tax is asked about: line items after their
 * discounts, without gift cards (Medusa leaves them out), and shipping methods
 * after theirs.
 *
 * @param classifications - by product id, as the merchant made them in Medusa
 * @param told - by product id, the categories that we gave them at Kintsugi
 */
export const toLinesInContext = (
  cart: CartToTax,
  classifications: ReadonlyMap<string, ProductCategory> = new Map(),
  told: ReadonlyMap<string, ProductCategory[]> = new Map()
): LineInContext[] => [
  ...(cart.items ?? [])
    .filter(({ is_giftcard }) => !is_giftcard)
    .map((item) => ({
      kind: "item" as const,
      id: item.id,
      product_id: item.product_id ?? undefined,
      title: item.product_title ?? item.title ?? undefined,
      sku: item.variant_sku ?? undefined,
      classification: classifications.get(item.product_id ?? ""),
      told: told.get(item.product_id ?? ""),
      quantity: exact(item.raw_quantity, item.quantity).toFixed(),
      ...priceParts(
        exact(item.raw_unit_price, item.unit_price).times(
          exact(item.raw_quantity, item.quantity)
        ),
        item
      ),
    })),
  ...(cart.shipping_methods ?? []).map((method) => ({
    kind: "shipping" as const,
    id: method.id,
    title: method.name ?? undefined,
    quantity: "1",
    ...priceParts(exact(method.raw_amount, method.amount), method),
  })),
]

/** Back from JSON; `rates` are the store's own, by the line's id. */
export const fromLinesInContext = (
  lines: LineInContext[],
  currencyCode: string,
  rates: ReadonlyMap<string, TaxableLine["rates"]>
): TaxableLine[] =>
  lines.map((line) => {
    const price = {
      withTax: MathBN.convert(line.with_tax ?? Number.NaN),
      withoutTax: MathBN.convert(line.without_tax ?? Number.NaN),
    }
    return {
      kind: line.kind,
      id: line.id,
      productId: line.product_id,
      title: line.title,
      sku: line.sku,
      classification: line.classification,
      told: line.told,
      quantity: MathBN.convert(line.quantity),
      price,
      amount: price.withTax.plus(price.withoutTax),
      currencyCode,
      rates: rates.get(line.id) ?? [],
    }
  })

const priceParts = (
  price: Decimal,
  {
    is_tax_inclusive,
    adjustments,
  }: Pick<ItemOfCart, "is_tax_inclusive" | "adjustments">
) => {
  const zero = MathBN.convert(0)
  const discounts = adjustments ?? []
  const off = (inclusive: boolean) =>
    discounts
      .filter((discount) => Boolean(discount.is_tax_inclusive) === inclusive)
      .reduce(
        (sum, { raw_amount, amount }) => sum.plus(exact(raw_amount, amount)),
        zero
      )
  const withTax = (is_tax_inclusive ? price : zero).minus(off(true))
  const withoutTax = (is_tax_inclusive ? zero : price).minus(off(false))
  // A discount larger than what it is on leaves nothing to tax, not a credit.
  const nothingLeft = price.gte(0) && withTax.plus(withoutTax).lte(0)
  return {
    with_tax: (nothingLeft ? zero : withTax).toFixed(),
    without_tax: (nothingLeft ? zero : withoutTax).toFixed(),
  }
}

/** Medusa keeps the exact decimal beside the number, as `raw_…`. */
const exact = (
  raw: BigNumberInput | null | undefined,
  plain: BigNumberInput | null | undefined
): Decimal => MathBN.convert(raw ?? plain ?? 0)
