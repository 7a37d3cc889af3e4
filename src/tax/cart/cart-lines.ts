import type { BigNumberInput } from "@medusajs/framework/types"
import { MathBN } from "@medusajs/framework/utils"
import { type Decimal, ZERO, sumOf } from "../money"
import type { ProductCategory, TaxableLine } from "./taxable-line"

/** The parts of a cart that its tax depends on, as Medusa's Query reads it. */
export type SerializableCart = {
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
  metadata?: Record<string, unknown> | null
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
  requires_shipping?: boolean | null
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
 * A line in plain JSON, as it is passed through Medusa's `additional_context`;
 * decimals are strings.
 */
export type SerializedLine = {
  kind: TaxableLine["kind"]
  id: string
  product_id?: string
  title?: string
  sku?: string
  classification?: ProductCategory
  /** See `TaxableLine.synced`. */
  synced?: ProductCategory[]
  quantity: string
  /** See `TaxableLine.price`. */
  with_tax: string
  without_tax: string
}

/**
 * All taxable lines of a cart: line items after their discounts, without gift
 * cards (which Medusa excludes), and shipping methods after theirs.
 *
 * @param classifications - the merchant's, made in Medusa, by product id
 * @param synced - by product id, the categories that we sent to Kintsugi
 */
export const serializeLines = (
  cart: SerializableCart,
  classifications: ReadonlyMap<string, ProductCategory> = new Map(),
  synced: ReadonlyMap<string, ProductCategory[]> = new Map()
): SerializedLine[] => [
  ...(cart.items ?? [])
    .filter(({ is_giftcard }) => !is_giftcard)
    .map((item) => ({
      kind: "item" as const,
      id: item.id,
      product_id: item.product_id ?? undefined,
      title: item.product_title ?? item.title ?? undefined,
      sku: item.variant_sku ?? undefined,
      classification: classifications.get(item.product_id ?? ""),
      synced: synced.get(item.product_id ?? ""),
      quantity: toDecimal(item.raw_quantity, item.quantity).toFixed(),
      ...priceParts(
        toDecimal(item.raw_unit_price, item.unit_price).times(
          toDecimal(item.raw_quantity, item.quantity)
        ),
        item
      ),
    })),
  ...(cart.shipping_methods ?? []).map((method) => ({
    kind: "shipping" as const,
    id: method.id,
    title: method.name ?? undefined,
    quantity: "1",
    ...priceParts(toDecimal(method.raw_amount, method.amount), {
      ...method,
      adjustments: method.adjustments?.map(toAmountWithTax),
    }),
  })),
]

/** Restores lines from JSON; `rates` are the store's own, by line id. */
export const deserializeLines = (
  lines: SerializedLine[],
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
      synced: line.synced,
      quantity: MathBN.convert(line.quantity),
      price,
      amount: price.withTax.plus(price.withoutTax),
      currencyCode,
      rates: rates.get(line.id) ?? [],
    }
  })

/** The metadata key of a shipping discount's amount with tax. */
const METADATA_KEY = "kintsugi_discount"

/**
 * A discount on a shipping price that includes tax, as a cart stores it. Medusa
 * has no flag there for a discount with tax, so `amount` is stored without tax,
 * at the rate of the method's tax lines. The amount with tax, which does not
 * change with the rate, is kept in the metadata.
 *
 * @param worth - with tax, in major units
 * @param rate - a fraction
 */
export const toStoredDiscount = (
  discount: Adjustment,
  worth: Decimal,
  rate: Decimal
): { amount: string; metadata: Record<string, unknown> } => {
  const amount = MathBN.div(worth, rate.plus(1)).toFixed()
  return {
    amount,
    metadata: {
      ...discount.metadata,
      [METADATA_KEY]: { amount, with_tax: worth.toFixed() },
    },
  }
}

/**
 * Restores such a discount's amount with tax. A discount that Medusa, or a
 * store's own code, has written since is returned unchanged.
 */
export const toAmountWithTax = (discount: Adjustment): Adjustment => {
  const stored = discount.metadata?.[METADATA_KEY] as
    { amount?: unknown; with_tax?: unknown } | undefined
  return typeof stored?.with_tax === "string" &&
    typeof stored.amount === "string" &&
    amountOf(discount).minus(stored.amount).abs().lt(NOISE)
    ? {
        ...discount,
        amount: stored.with_tax,
        raw_amount: undefined,
        is_tax_inclusive: true,
      }
    : discount
}

/** The rounding error of a database or a float, in major units. */
const NOISE = "0.00000001"

const priceParts = (
  price: Decimal,
  {
    is_tax_inclusive,
    adjustments,
  }: Pick<ItemOfCart, "is_tax_inclusive" | "adjustments">
) => {
  const discounts = adjustments ?? []
  const discountTotal = (inclusive: boolean) =>
    sumOf(
      discounts
        .filter((discount) => Boolean(discount.is_tax_inclusive) === inclusive)
        .map(amountOf)
    )
  const withTax = (is_tax_inclusive ? price : ZERO).minus(discountTotal(true))
  const withoutTax = (is_tax_inclusive ? ZERO : price).minus(
    discountTotal(false)
  )
  // A discount larger than its price leaves nothing to tax, not a credit.
  const nothingLeft = price.gte(0) && withTax.plus(withoutTax).lte(0)
  return {
    with_tax: (nothingLeft ? ZERO : withTax).toFixed(),
    without_tax: (nothingLeft ? ZERO : withoutTax).toFixed(),
  }
}

/** In major units; with tax if the discount is tax-inclusive. */
export const amountOf = ({ raw_amount, amount }: Adjustment): Decimal =>
  toDecimal(raw_amount, amount)

/** Medusa stores the exact decimal next to the number, as `raw_…`. */
const toDecimal = (
  raw: BigNumberInput | null | undefined,
  plain: BigNumberInput | null | undefined
): Decimal => MathBN.convert(raw ?? plain ?? 0)
