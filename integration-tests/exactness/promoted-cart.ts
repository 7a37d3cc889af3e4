import { ComputeActionUtils } from "@medusajs/promotion/dist/utils"
import { decorateCartTotals, MathBN } from "@medusajs/framework/utils"
import type { KintsugiClient } from "../../src/kintsugi-api"
import { createEstimateCache } from "../../src/providers/kintsugi/cache/estimates"
import { createBreaker } from "../../src/modules/kintsugi/outage/breaker"
import { createEstimator } from "../../src/providers/kintsugi/estimator"
import { resolveOptions } from "../../src/options"
import {
  type Adjustment,
  deserializeLines,
  toAmountWithTax,
  serializeLines,
  toStoredDiscount,
} from "../../src/tax/cart/cart-lines"
import { normalizeDiscounts } from "../../src/tax/cart/normalize-discounts"
import { fingerprintOf } from "../../src/tax/estimate/fingerprint"
import { storedRate } from "../../src/tax/tax-lines/float4"
import { currencyDigits, type Decimal } from "../../src/tax/money"
import type { Promotion } from "../../src/tax/cart/promotion-amounts"
import { promotionContext } from "../../src/tax/cart/promotion-context"
import { lineIdOf, toTaxLines } from "../../src/tax/tax-lines/build-tax-lines"
import { roundToWholeUnits } from "../../src/tax/tax-lines/round-taxes"
import { CATEGORIES } from "../sandbox/sample-estimate"
import type { EstimateRequest } from "../sandbox/tax/estimate"
import { estimateTax } from "../sandbox/tax/estimate-tax"
import { addressOf, type LineOfCart, type RandomCart } from "./random-cart"

/** A cart before any promotion, and the promotions that apply to all of it. */
export type PromotedCart = RandomCart & { promotions: Promotion[] }

type TaxLine = {
  code?: string | null
  rate: number
  data?: Record<string, unknown> | null
}

type Line = {
  id: string
  is_tax_inclusive: boolean
  adjustments: Adjustment[]
  tax_lines: TaxLine[]
}

type Item = Line & { unit_price: string; quantity: number }
type ShippingMethod = Line & { amount: string }

/** A cart as Medusa stores it. */
export type Stored = { items: Item[]; shipping_methods: ShippingMethod[] }

/** Medusa's totals in major units, unrounded. */
type Totals = { total: Decimal; tax_total: Decimal }

export type Refreshed = {
  stored: Stored
  totals: Totals
  /** The sum of Kintsugi's taxes, before they are rounded to whole units. */
  answered: Decimal
  /**
   * By promotion id, the sum of its discounts; with tax where prices have it.
   */
  off: Map<string, Decimal>
}

export const emptyCart = ({ items, shipping }: RandomCart): Stored => ({
  items: items.map(({ unit_price, quantity, is_tax_inclusive }, index) => ({
    id: `item_${index}`,
    unit_price,
    quantity,
    is_tax_inclusive,
    adjustments: [],
    tax_lines: [],
  })),
  shipping_methods: shipping.map(({ unit_price, is_tax_inclusive }, index) => ({
    id: `shipping_${index}`,
    amount: unit_price,
    is_tax_inclusive,
    adjustments: [],
    tax_lines: [],
  })),
})

/**
 * Creates a shop with one sandbox. It refreshes a cart as a store does: first
 * Medusa's promotions, with Medusa's own code, then the plugin's discounts and
 * tax.
 *
 * @param promotionsAt - the rates that Medusa is given for its promotions: the
 * statutory ones by the plugin's hook, or those of the tax lines without it
 */
export const createShop = (promotionsAt: "statutory" | "current") => {
  const estimates = createEstimator({
    client: {
      estimateTax: (request: unknown) =>
        Promise.resolve(
          estimateTax(request as EstimateRequest, {
            registrations: "all",
            products: new Map(),
            customers: new Map(),
          })
        ),
    } as unknown as KintsugiClient,
    classifiedProducts: { among: () => Promise.resolve(new Set()) } as never,
    cache: createEstimateCache(undefined),
    breaker: createBreaker(),
    options: resolveOptions({}),
  })

  const refresh = async (
    cart: PromotedCart,
    before: Stored
  ): Promise<Refreshed> => {
    const digits = currencyDigits(cart.currency)
    const refreshed = normalizeDiscounts(
      applyPromotions(before, cart, promotionsAt),
      new Map(cart.promotions.map((promotion) => [promotion.id, promotion])),
      {
        digits,
        ...(promotionsAt === "statutory" && {
          calculatedAt: ["statutory", "current", "none"],
        }),
      }
    )
    const categoryKeys = [...cart.items, ...cart.shipping].map(({ is }) => is)
    const subject = {
      lines: deserializeLines(
        serializeLines({
          id: "cart_01JRANDOM",
          currency_code: cart.currency.toLowerCase(),
          ...refreshed,
        }),
        cart.currency,
        new Map()
      ).map((line, index) => ({
        ...line,
        classification: categoryOf(categoryKeys[index]!),
      })),
      address: addressOf(cart.place) as never,
    }
    const taxes = (
      await estimates.of(subject, fingerprintOf(subject), "cart_01JRANDOM")
    ).taxes()
    const taxLines = toTaxLines(
      roundToWholeUnits(taxes, digits),
      { place: cart.place, hasActiveRegistration: true },
      { combined: false, storage: "float4" }
    )
    const taxLinesOf = (id: string): TaxLine[] =>
      taxLines
        .filter((taxLine) => lineIdOf(taxLine) === id)
        .map(({ code, rate, data }) => ({
          code,
          rate: storedRate(rate),
          data,
        }))
    const stored = {
      items: refreshed.items.map((item) => ({
        ...item,
        tax_lines: taxLinesOf(item.id),
      })),
      shipping_methods: refreshed.shipping_methods.map((method) => {
        const tax_lines = taxLinesOf(method.id)
        const rate = MathBN.sum(
          0,
          ...tax_lines.map(({ rate }) => rate)
        ).shiftedBy(-2)
        return {
          ...method,
          tax_lines,
          adjustments: method.adjustments.map((discount) =>
            method.is_tax_inclusive
              ? {
                  ...discount,
                  ...toStoredDiscount(
                    discount,
                    MathBN.convert(discount.amount ?? 0),
                    rate
                  ),
                  is_tax_inclusive: undefined,
                }
              : discount
          ),
        }
      }),
    }
    const { total, tax_total } = decorate(stored, cart.currency)
    return {
      stored,
      totals: {
        total: MathBN.convert(total),
        tax_total: MathBN.convert(tax_total),
      },
      answered: MathBN.sum(0, ...taxes.map(({ amount }) => amount)),
      off: sumByPromotion(stored),
    }
  }
  return { refresh }
}

const categoryOf = (is: LineOfCart["is"]) => {
  const [category, subcategory] = CATEGORIES[is]
  return { category, subcategory }
}

type Decorated = {
  total: Decimal
  tax_total: Decimal
  items: (Item & { subtotal: Decimal; original_total: Decimal })[]
  shipping_methods: (ShippingMethod & { subtotal: Decimal })[]
}

const decorate = (cart: Stored, currency: string): Decorated =>
  decorateCartTotals({
    ...(structuredClone(cart) as object),
    currency_code: currency.toLowerCase(),
    region: { automatic_taxes: true },
  } as never) as never

/**
 * Applies the promotions like Medusa's Promotion Module, in its order: by
 * value, as in `computeActions`.
 */
const applyPromotions = (
  cart: Stored,
  { promotions, currency }: PromotedCart,
  promotionsAt: "statutory" | "current"
): Stored => {
  const cartAtCurrentRates = decorate(
    {
      items: cart.items.map((item) => ({ ...item, adjustments: [] })),
      shipping_methods: cart.shipping_methods.map((method) => ({
        ...method,
        adjustments: [],
      })),
    },
    currency
  )
  const { items, shipping_methods } = {
    ...cartAtCurrentRates,
    ...(promotionsAt === "statutory" && promotionContext(cartAtCurrentRates)),
  }
  const applied = new Map()
  const actions = [...promotions]
    .sort((a, b) => b.method.value.comparedTo(a.method.value)!)
    .flatMap((promotion) => {
      const { id, method, isTaxInclusive } = promotion
      const medusaPromotion = {
        code: id,
        is_tax_inclusive: isTaxInclusive,
        application_method: {
          type: method.type,
          value: method.value.toNumber(),
          target_type: method.target,
          allocation: method.allocation,
          max_quantity: method.maxQuantity,
          target_rules: [],
        },
      } as never
      return method.target === "shipping_methods"
        ? ComputeActionUtils.getComputedActionsForShippingMethods(
            medusaPromotion,
            shipping_methods as never,
            applied
          )
        : ComputeActionUtils.getComputedActionsForItems(
            medusaPromotion,
            items as never,
            applied,
            method.target === "order" ? ("across" as never) : undefined
          )
    }) as unknown as {
    item_id?: string
    shipping_method_id?: string
    amount: Decimal
    code: string
    is_tax_inclusive?: boolean
  }[]
  const adjustmentsOf = (lineId: string): Adjustment[] =>
    actions
      .filter(
        ({ item_id, shipping_method_id }) =>
          (item_id ?? shipping_method_id) === lineId
      )
      .map(({ amount, code, is_tax_inclusive }) => ({
        promotion_id: code,
        amount: MathBN.convert(amount).toFixed(),
        is_tax_inclusive,
      }))
  return {
    items: cart.items.map((item) => ({
      ...item,
      adjustments: adjustmentsOf(item.id),
    })),
    shipping_methods: cart.shipping_methods.map((method) => ({
      ...method,
      adjustments: adjustmentsOf(method.id),
    })),
  }
}

const sumByPromotion = ({
  items,
  shipping_methods,
}: Stored): Map<string, Decimal> => {
  const sums = new Map<string, Decimal>()
  for (const discount of [...items, ...shipping_methods].flatMap(
    ({ adjustments }) => adjustments.map(toAmountWithTax)
  )) {
    const id = discount.promotion_id ?? ""
    sums.set(
      id,
      (sums.get(id) ?? MathBN.convert(0)).plus(
        MathBN.convert(discount.amount ?? 0)
      )
    )
  }
  return sums
}

/** The content that two equal stored carts share. */
export const contentOf = ({ items, shipping_methods }: Stored) =>
  [...items, ...shipping_methods].map(({ id, adjustments, tax_lines }) => ({
    id,
    // Discounts that round to zero may come and go.
    adjustments: adjustments
      .filter(({ amount }) => !MathBN.convert(amount ?? 0).isZero())
      .map(({ promotion_id, amount }) => [
        promotion_id,
        MathBN.convert(amount ?? 0).toFixed(),
      ]),
    tax_lines: tax_lines.map(({ code, rate }) => [code, rate]),
  }))
