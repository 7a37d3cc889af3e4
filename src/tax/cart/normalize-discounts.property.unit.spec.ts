import { MathBN } from "@medusajs/framework/utils"
import fc from "fast-check"
import {
  type PromotedCart,
  type Refreshed,
  contentOf,
  createShop,
  emptyCart,
} from "../../../integration-tests/exactness/promoted-cart"
import {
  type CartKind,
  EVERYWHERE,
  anyCart,
} from "../../../integration-tests/exactness/random-cart"
import { runsOf } from "../../../integration-tests/exactness/runs"
import { toAmountWithTax } from "./cart-lines"
import { needsNormalizing } from "./normalize-discounts"
import { type Decimal, currencyDigits } from "../money"
import type { Promotion } from "./promotion-amounts"

const SEED = 20251128

/** The tolerance of a total, in major units; Medusa's own epsilon is 0.0001. */
const TOLERANCE = "0.00002"

const isOff = (a: Decimal, b: Decimal, bound: string): boolean =>
  a.minus(b).abs().gt(bound)

const anyPromotion = (digits: number, index: number): fc.Arbitrary<Promotion> =>
  fc
    .record({
      isTaxInclusive: fc.boolean(),
      target: fc.constantFrom(
        "items" as const,
        "items" as const,
        "order" as const,
        "shipping_methods" as const
      ),
      allocation: fc.constantFrom(
        "each" as const,
        "across" as const,
        "once" as const
      ),
      maxQuantity: fc.integer({ min: 1, max: 5 }),
      isSum: fc.boolean(),
      percent: fc.oneof(
        fc.constantFrom("10", "15", "33.33", "50", "80", "100"),
        fc.integer({ min: 1, max: 99 }).map(String)
      ),
      units: fc.oneof(
        fc.integer({ min: 1, max: 2_000 }),
        fc.integer({ min: 1, max: 200_000 })
      ),
    })
    .map(
      ({
        isTaxInclusive,
        target,
        allocation,
        maxQuantity,
        isSum,
        percent,
        units,
      }) => ({
        id: `promo_${index}`,
        type: "standard" as const,
        isTaxInclusive,
        method: {
          target,
          type: isSum ? ("fixed" as const) : ("percentage" as const),
          // The database decides Medusa's order of equal values.
          value: MathBN.convert(
            isSum ? MathBN.convert(units).shiftedBy(-digits) : percent
          ).plus(MathBN.convert(isSum ? 0 : index).shiftedBy(-3)),
          allocation: target === "order" ? ("across" as const) : allocation,
          maxQuantity:
            target === "order" || allocation === "across"
              ? undefined
              : maxQuantity,
        },
      })
    )

const anyPromoted = (kind: CartKind): fc.Arbitrary<PromotedCart> =>
  anyCart(kind).chain((cart) => {
    const digits = currencyDigits(cart.currency)
    return fc
      .tuple(...[0, 1, 2].map((index) => anyPromotion(digits, index)))
      .chain((promotions) =>
        fc.integer({ min: 1, max: 3 }).map((count) => ({
          ...cart,
          promotions: promotions
            .slice(0, count)
            .filter(
              ({ method }, index) =>
                promotions.findIndex((other) =>
                  other.method.value.eq(method.value)
                ) === index
            ),
        }))
      )
  })

/** Everything that is wrong with a refreshed cart. */
const findProblems = (
  cart: PromotedCart,
  { stored, totals, answered, off }: Refreshed
): (string | false)[] => {
  const digits = currencyDigits(cart.currency)
  const lines = [...stored.items, ...stored.shipping_methods]
  const priceOf = (line: (typeof lines)[number]) =>
    "unit_price" in line
      ? MathBN.mult(line.unit_price, line.quantity)
      : MathBN.convert(line.amount)
  const wholeTax = answered.decimalPlaces(digits, 4)
  // A flat fee can't be charged in a cart where nothing costs as much.
  const canBearFee = lines.some((line) =>
    priceOf(line)
      .minus(
        MathBN.sum(
          0,
          ...line.adjustments.map(
            (discount) => toAmountWithTax(discount).amount ?? 0
          )
        )
      )
      .gte(1)
  )
  return [
    isOff(totals.total, totals.total.decimalPlaces(digits, 4), TOLERANCE) &&
      `the total has sub-units: ${totals.total.toFixed()}`,
    canBearFee &&
      isOff(totals.tax_total, wholeTax, TOLERANCE) &&
      `the tax is ${totals.tax_total.toFixed()} and not ${wholeTax.toFixed()}`,
    ...lines.map((line) => {
      const discounts = line.adjustments.map((discount) =>
        MathBN.convert(toAmountWithTax(discount).amount ?? 0)
      )
      return (
        (MathBN.sum(0, ...discounts).gt(priceOf(line)) &&
          `${line.id}: its discounts exceed its price`) ||
        (discounts.some((amount) => amount.decimalPlaces()! > digits) &&
          `${line.id}: a discount has sub-units`)
      )
    }),
    needsNormalizing(
      {
        items: stored.items,
        shipping_methods: stored.shipping_methods.map((method) => ({
          ...method,
          adjustments: method.adjustments.map(toAmountWithTax),
        })),
      },
      { digits }
    ) && "its discounts would be refreshed again",
    ...cart.promotions.map(({ id, method, isTaxInclusive }) => {
      const isShared = method.type === "fixed" && method.allocation === "across"
      const isMatching = lines.every(
        ({ is_tax_inclusive }) =>
          is_tax_inclusive ===
          (isTaxInclusive && method.target !== "shipping_methods")
      )
      const sum = off.get(id)
      return (
        isShared &&
        isMatching &&
        sum !== undefined &&
        sum.gt(method.value) &&
        `${id} takes off ${sum.toFixed()}, more than its ${method.value.toFixed()}`
      )
    }),
  ]
}

/** `RUNS=2000` checks many times as many. */
const KINDS: [name: string, runs: number, kind: CartKind][] = [
  [
    "tax on top",
    500,
    {
      places: EVERYWHERE,
      currencies: ["USD", "EUR"],
      maxCoins: 30_000,
      maxQuantity: 5,
      maxLines: 8,
      taxInPrices: "never",
    },
  ],
  [
    "tax in the prices",
    600,
    {
      places: EVERYWHERE,
      currencies: ["EUR", "GBP", "USD"],
      maxCoins: 30_000,
      maxQuantity: 5,
      maxLines: 8,
      taxInPrices: "always",
    },
  ],
  [
    "tax in some prices",
    200,
    {
      places: EVERYWHERE,
      currencies: ["EUR"],
      maxCoins: 9_999_999,
      maxQuantity: 99,
      maxLines: 20,
      taxInPrices: "sometimes",
    },
  ],
  [
    "currencies with no decimals and with three",
    300,
    {
      places: ["tokyo", "kuwait", "manama", "berlin", "austin", "denver"],
      currencies: ["JPY", "KRW", "VND", "CLP", "KWD"],
      maxCoins: 9_999_999,
      maxQuantity: 99,
      maxLines: 8,
      taxInPrices: "sometimes",
    },
  ],
]

/** The largest factor by which tax can reverse the order of two prices. */
const MAX_TAX_FACTOR = 1.4

/**
 * Whether Medusa always finds the same units cheapest: it compares prices
 * without tax, at the current rates, which decide between two close prices.
 */
const hasStableOrder = ({
  items,
  shipping,
  promotions,
}: PromotedCart): boolean =>
  promotions.every(({ method }) => method.allocation !== "once") ||
  [items, shipping].every((lines) => {
    const prices = lines
      .map(({ unit_price }) => Number(unit_price))
      .sort((one, other) => one - other)
    return prices.every(
      (price, at) => at === 0 || price > prices[at - 1]! * MAX_TAX_FACTOR
    )
  })

/**
 * The promotions that have a discount. One that finds nothing left has no
 * discount in Medusa that could be recalculated: if the current rates decide
 * whether it finds something, it comes and goes (decision 0026).
 */
const appliedIds = ({ items, shipping_methods }: Refreshed["stored"]): string =>
  [
    ...new Set(
      [...items, ...shipping_methods].flatMap(({ adjustments }) =>
        adjustments.map(({ promotion_id }) => promotion_id)
      )
    ),
  ]
    .sort()
    .join()

/** The number of refreshes of a cart while nothing changes. */
const REFRESHES = 3

describe(`normalizeDiscounts gives promotions in whole units (seed ${SEED})`, () => {
  it.each(KINDS)(
    "%s: %i carts whose promotions Medusa calculates at the statutory rates",
    async (_, numRuns, kind) => {
      const shop = createShop("statutory")
      await fc.assert(
        fc.asyncProperty(anyPromoted(kind), async (cart) => {
          let last = await refreshUntilStable(shop, cart)
          for (let times = 1; times < REFRESHES; times += 1) {
            const next = await shop.refresh(cart, last.stored)
            expect(contentOf(next.stored)).toEqual(contentOf(last.stored))
            expect(next.totals).toEqual(last.totals)
            last = next
          }
        }),
        { seed: SEED, numRuns: runsOf(numRuns) }
      )
    },
    600_000
  )

  it.each(KINDS)(
    "%s: a fifth of %i carts, at the rates of the tax lines, as without the hook",
    async (_, numRuns, kind) => {
      const shop = createShop("current")
      await fc.assert(
        fc.asyncProperty(anyPromoted(kind), async (cart) => {
          fc.pre(hasStableOrder(cart))
          let last = await refreshUntilStable(shop, cart)
          for (let times = 1; times < REFRESHES; times += 1) {
            const next = await shop.refresh(cart, last.stored)
            fc.pre(appliedIds(next.stored) === appliedIds(last.stored))
            expect(contentOf(next.stored)).toEqual(contentOf(last.stored))
            expect(next.totals).toEqual(last.totals)
            last = next
          }
        }),
        { seed: SEED, numRuns: runsOf(numRuns / 5) }
      )
    },
    600_000
  )
})

/** Refreshes a cart until its rates are up to date. */
const refreshUntilStable = async (
  shop: ReturnType<typeof createShop>,
  cart: PromotedCart
): Promise<Refreshed> => {
  // The first time there are no rates, as without an address.
  let last = await shop.refresh(cart, emptyCart(cart))
  last = await shop.refresh(cart, last.stored)
  // A discount may move a price below a threshold, which changes the statutory
  // rate.
  last = await shop.refresh(cart, last.stored)
  expect(findProblems(cart, last).filter(Boolean)).toEqual([])
  return last
}
