import type { BigNumberInput, MedusaContainer } from "@medusajs/framework/types"
import { MathBN, Modules } from "@medusajs/framework/utils"
import { KINTSUGI_MODULE } from "../../modules/kintsugi"
import type { KintsugiModuleService } from "../../modules/kintsugi/service"
import {
  type Adjustment,
  amountOf,
  toAmountWithTax,
  toStoredDiscount,
} from "../../tax/cart/cart-lines"
import {
  type Rounding,
  needsNormalizing,
  needsPromotions,
  normalizeDiscounts,
} from "../../tax/cart/normalize-discounts"
import { rateOf } from "../../tax/cart/statutory-rate"
import { type Decimal, currencyDigits } from "../../tax/money"
import { type TaxLine, lineIdOf } from "../../tax/tax-lines/build-tax-lines"
import { storedRate } from "../../tax/tax-lines/float4"
import type { CartLookups } from "./lookups"
import type { CartForTax } from "./read-cart"

type StoredDiscount = {
  id: string
  amount: BigNumberInput
  is_tax_inclusive?: boolean
  metadata?: Record<string, unknown> | null
}

/** Discounts as they are stored, each with the line that it is on. */
export type StoredDiscounts = {
  items: (StoredDiscount & { item_id: string })[]
  shippingMethods: (StoredDiscount & { shipping_method_id: string })[]
}

/**
 * How the discounts of an order in this currency are calculated and rounded.
 */
export const getRounding = (
  { currency_code }: Pick<CartForTax, "currency_code">,
  container: MedusaContainer
): Rounding => {
  const service = container.resolve<KintsugiModuleService>(KINTSUGI_MODULE)
  return service.settings.getOptions().roundDiscounts
    ? { digits: currencyDigits(currency_code.toUpperCase()) }
    : {}
}

/**
 * {@link getRounding} for a cart. Medusa calculates a cart's promotions at the
 * statutory rates where a hook provides them (`providePromotionAmounts`):
 * either the plugin's, or a store's that calls it.
 */
export const getCartRounding = (
  cart: Pick<CartForTax, "currency_code">,
  container: MedusaContainer
): Rounding => {
  const service = container.resolve<KintsugiModuleService>(KINTSUGI_MODULE)
  return {
    ...getRounding(cart, container),
    calculatedAt: service.settings.getOptions().hooks.cartPromotions
      ? ["statutory", "current", "none"]
      : ["current", "statutory", "none"],
  }
}

/** A stored cart, with the amounts kept in its shipping discounts' metadata. */
const withAmountsFromMetadata = (cart: CartForTax): CartForTax => ({
  ...cart,
  shipping_methods: cart.shipping_methods?.map((method) => ({
    ...method,
    adjustments: method.adjustments?.map(toAmountWithTax),
  })),
})

/** A stored cart with normalized discounts. */
export const withNormalizedDiscounts = async (
  stored: CartForTax,
  rounding: Rounding,
  lookups: CartLookups
): Promise<CartForTax> => {
  const cart = withAmountsFromMetadata(stored)
  if (!needsNormalizing(cart, rounding)) {
    return cart
  }
  const promotions = needsPromotions(cart)
    ? await lookups.promotions(promotionsOf(cart))
    : new Map<string, never>()
  return normalizeDiscounts(cart, promotions, rounding)
}

/**
 * {@link withNormalizedDiscounts} where the cart alone is enough; `undefined`
 * where the discounts depend on its promotions or on the rates of its tax
 * lines.
 */
export const withRoundedDiscounts = (
  stored: CartForTax,
  rounding: Rounding
): CartForTax | undefined => {
  const cart = withAmountsFromMetadata(stored)
  const dependsOnRates = cart.shipping_methods?.some(
    ({ is_tax_inclusive, adjustments }) =>
      is_tax_inclusive && adjustments?.length
  )
  if (dependsOnRates) {
    return undefined
  }
  if (!needsNormalizing(cart, rounding)) {
    return cart
  }
  return needsPromotions(cart)
    ? undefined
    : normalizeDiscounts(cart, new Map(), rounding)
}

const promotionsOf = ({
  items,
  shipping_methods,
}: Pick<CartForTax, "items" | "shipping_methods">): string[] => [
  ...new Set(
    [...(items ?? []), ...(shipping_methods ?? [])].flatMap(({ adjustments }) =>
      (adjustments ?? []).flatMap(({ promotion_id }) => promotion_id ?? [])
    )
  ),
]

/**
 * The stored discounts that differ from the refreshed ones, as they are now and
 * as they have to be written; `undefined` if none differ.
 *
 * @param rateOf - the rate (a fraction) that a shipping method's tax lines have
 * or are about to have, by the method's id
 */
export const changedDiscounts = (
  stored: CartForTax,
  refreshed: CartForTax,
  rateOf: (methodId: string) => Decimal
): { before: StoredDiscounts; after: StoredDiscounts } | undefined => {
  const before: StoredDiscounts = { items: [], shippingMethods: [] }
  const after: StoredDiscounts = { items: [], shippingMethods: [] }
  for (const [item, discount, wanted] of pairDiscounts(
    stored.items,
    refreshed.items
  )) {
    if (!isStoredAs(discount, wanted)) {
      const name = { id: discount.id ?? "", item_id: item.id }
      before.items.push({ ...name, ...contentOf(discount) })
      after.items.push({ ...name, ...contentOf(wanted) })
    }
  }
  for (const [method, discount, wanted] of pairDiscounts(
    stored.shipping_methods,
    refreshed.shipping_methods
  )) {
    const { metadata } = discount
    const content = method.is_tax_inclusive
      ? toStoredDiscount(discount, amountOf(wanted), rateOf(method.id))
      : { amount: amountOf(wanted).toFixed(), metadata }
    const isStored =
      MathBN.eq(amountOf(discount), content.amount) &&
      (!method.is_tax_inclusive || toAmountWithTax(discount) !== discount)
    if (!isStored) {
      const name = { id: discount.id ?? "", shipping_method_id: method.id }
      before.shippingMethods.push({
        ...name,
        amount: amountOf(discount).toFixed(),
        metadata: metadata ?? null,
      })
      after.shippingMethods.push({ ...name, ...content })
    }
  }
  return after.items.length || after.shippingMethods.length
    ? { before, after }
    : undefined
}

/** @returns a shipping method's sum of rates, as a fraction, by its id */
export const ratesOfCart =
  ({ shipping_methods }: CartForTax) =>
  (methodId: string): Decimal =>
    rateOf(shipping_methods?.find(({ id }) => id === methodId)?.tax_lines ?? [])

/** {@link ratesOfCart} of tax lines, as the cart is going to store them. */
export const ratesOfTaxLines =
  (taxLines: TaxLine[]) =>
  (methodId: string): Decimal =>
    rateOf(
      taxLines
        .filter((taxLine) => lineIdOf(taxLine) === methodId)
        .map(({ rate }) => ({ rate: storedRate(rate ?? 0) }))
    )

type Line = { id: string; adjustments?: Adjustment[] | null }

/** Each line with each of its discounts, stored and refreshed. */
const pairDiscounts = <L extends Line>(
  stored: L[] | undefined,
  refreshed: L[] | undefined
): [L, Adjustment, Adjustment][] =>
  (stored ?? []).flatMap((line, at) =>
    (line.adjustments ?? []).map(
      (discount, index): [L, Adjustment, Adjustment] => [
        line,
        discount,
        refreshed?.[at]?.adjustments?.[index] ?? discount,
      ]
    )
  )

const isStoredAs = (stored: Adjustment, wanted: Adjustment): boolean =>
  Boolean(stored.is_tax_inclusive) === Boolean(wanted.is_tax_inclusive) &&
  amountOf(stored).eq(amountOf(wanted))

const contentOf = (discount: Adjustment) => ({
  amount: amountOf(discount).toFixed(),
  is_tax_inclusive: Boolean(discount.is_tax_inclusive),
})

/**
 * Writes a cart's discounts as they were refreshed, where they differ.
 *
 * @param rateOf - see {@link changedDiscounts}
 * @returns the previous discounts, where any were written
 */
export const writeChangedDiscounts = async (
  stored: CartForTax,
  refreshed: CartForTax,
  rateOf: (methodId: string) => Decimal,
  container: MedusaContainer
): Promise<StoredDiscounts | undefined> => {
  const discounts = changedDiscounts(stored, refreshed, rateOf)
  if (discounts) {
    await writeDiscounts(discounts.after, container)
  }
  return discounts?.before
}

/** Updates existing discounts; all others stay unchanged. */
export const writeDiscounts = async (
  { items, shippingMethods }: StoredDiscounts,
  container: MedusaContainer
): Promise<void> => {
  const carts = container.resolve(Modules.CART)
  await Promise.all([
    items.length && carts.upsertLineItemAdjustments(items as never),
    shippingMethods.length &&
      carts.upsertShippingMethodAdjustments(shippingMethods as never),
  ])
}
