import { MathBN } from "@medusajs/framework/utils"
import fc from "fast-check"
import { currencyDigits, type Decimal } from "../../src/tax/money"
import { CATEGORIES, PLACES } from "../sandbox/sample-estimate"
import type { EstimateAddress } from "../sandbox/tax/estimate"

/** A cart as a shopper and a merchant make it; amounts are in major units. */
export type RandomCart = {
  /** A key of {@link addressOf}. */
  place: string
  currency: string
  items: LineOfCart[]
  shipping: LineOfCart[]
}

export type LineOfCart = {
  is: keyof typeof CATEGORIES
  unit_price: string
  quantity: number
  is_tax_inclusive: boolean
  discounts: { amount: string; is_tax_inclusive: boolean }[]
}

/** The kind of carts to generate. */
export type CartKind = {
  places: readonly string[]
  currencies: readonly string[]
  /** The highest price, in the currency's smallest coins. */
  maxCoins: number
  maxQuantity: number
  maxLines: number
  taxInPrices: "never" | "always" | "sometimes"
}

const OTHER_STATES = (
  "AL AZ AR CT DC HI ID IL IN IA KS KY LA ME MD MI MN MS MO NE NV NM NC ND " +
  "OH OK RI SC SD UT VT VA WV WI WY DE MT NH AK"
)
  .split(" ")
  .map((state) => `US-${state}`)

const OTHER_COUNTRIES =
  "BE BG CY CZ DK EE ES FI GR HR HU IT LT LU LV MT PL PT RO SE SI SK".split(" ")

/** Every jurisdiction of the sandbox, and some places that it does not know. */
export const EVERYWHERE = [
  ...Object.keys(PLACES),
  ...OTHER_STATES,
  ...OTHER_COUNTRIES,
]

/** The address of a place, such as `austin`, `US-AL` or `BE`. */
export const addressOf = (place: string): EstimateAddress => {
  const [country = "", state = ""] = place.split("-")
  return place in PLACES
    ? PLACES[place as keyof typeof PLACES]
    : { type: "SHIP_TO", state, postal_code: "12345", country }
}

const GOODS = Object.keys(CATEGORIES).filter(
  (category) => category !== "shipping"
) as LineOfCart["is"][]

/** For one cart: whether its prices include tax, or some of them may. */
const TAX_IN_PRICES: Record<CartKind["taxInPrices"], boolean[][]> = {
  never: [[false]],
  always: [[true]],
  sometimes: [[true], [false], [true, false]],
}

export const anyCart = (kind: CartKind): fc.Arbitrary<RandomCart> =>
  fc
    .record({
      place: fc.constantFrom(...kind.places),
      currency: fc.constantFrom(...kind.currencies),
      taxInPrices: fc.constantFrom(...TAX_IN_PRICES[kind.taxInPrices]),
    })
    .chain(({ place, currency, taxInPrices }) => {
      const inclusive = fc.constantFrom(...taxInPrices)
      const line = (is: LineOfCart["is"][], maxQuantity: number) =>
        anyLine({ ...kind, maxQuantity }, { currency, is, inclusive })
      return fc.record({
        place: fc.constant(place),
        currency: fc.constant(currency),
        items: anyNumberOf(line(GOODS, kind.maxQuantity), kind.maxLines),
        shipping: fc.array(
          fc.oneof(
            { weight: 3, arbitrary: line(["shipping"], 1) },
            { weight: 1, arbitrary: fc.constant(FREE_SHIPPING) }
          ),
          { maxLength: 2 }
        ),
      })
    })

const FREE_SHIPPING: LineOfCart = {
  is: "shipping",
  unit_price: "0",
  quantity: 1,
  is_tax_inclusive: false,
  discounts: [],
}

/** Mostly a few lines, sometimes up to the maximum. */
const anyNumberOf = <T>(line: fc.Arbitrary<T>, max: number) =>
  fc.oneof(
    {
      weight: 4,
      arbitrary: fc.array(line, {
        minLength: 1,
        maxLength: Math.min(max, 8),
        size: "max",
      }),
    },
    {
      weight: 1,
      arbitrary: fc.array(line, { minLength: 1, maxLength: max, size: "max" }),
    }
  )

const anyLine = (
  { maxCoins, maxQuantity }: CartKind,
  {
    currency,
    is,
    inclusive,
  }: {
    currency: string
    is: LineOfCart["is"][]
    inclusive: fc.Arbitrary<boolean>
  }
): fc.Arbitrary<LineOfCart> =>
  fc
    .record({
      is: fc.constantFrom(...is),
      coins: fc.oneof(
        fc.integer({ min: 1, max: Math.min(maxCoins, 5000) }),
        fc.integer({ min: 1, max: maxCoins }),
        fc.constantFrom(1, maxCoins)
      ),
      quantity: fc.oneof(
        fc.integer({ min: 1, max: Math.min(maxQuantity, 4) }),
        fc.integer({ min: 1, max: maxQuantity })
      ),
      is_tax_inclusive: inclusive,
      discounts: fc.array(anyDiscount(inclusive), { maxLength: 2 }),
    })
    .map(({ coins, discounts, ...line }) => {
      const unitPrice = MathBN.convert(coins).shiftedBy(
        -currencyDigits(currency)
      )
      return {
        ...line,
        unit_price: unitPrice.toFixed(),
        discounts: discountsOn(
          unitPrice.times(line.quantity),
          discounts.map((discount) => ({
            ...discount,
            percent:
              discount.is_tax_inclusive === line.is_tax_inclusive
                ? discount.percent
                : Math.min(discount.percent, MAX_MISMATCHED_PERCENT),
          }))
        ),
      }
    })

/**
 * The maximum of a discount without tax on a price with tax, in percent (two of
 * them: 44). Above 60, Medusa's own arithmetic has two nets for one tax, or
 * none: see `netOf`.
 */
const MAX_MISMATCHED_PERCENT = 25

type Discount = { percent: number; share: number; is_tax_inclusive: boolean }

/** Percentages leave sub-cents; amounts spread over a cart leave thirds. */
const anyDiscount = (
  inclusive: fc.Arbitrary<boolean>
): fc.Arbitrary<Discount> =>
  fc.record({
    percent: fc.oneof(
      fc.constantFrom(10, 15, 25, 100),
      fc.integer({ min: 1, max: 99 })
    ),
    share: fc.constantFrom(1, 1, 3, 7),
    is_tax_inclusive: inclusive,
  })

/** As in Medusa, each applies to what the previous ones have left. */
const discountsOn = (price: Decimal, discounts: Discount[]) => {
  let remaining = price
  return discounts.map(({ percent, share, is_tax_inclusive }) => {
    const amount = remaining.times(percent).div(100).div(share).decimalPlaces(8)
    remaining = remaining.minus(amount)
    return { amount: amount.toFixed(), is_tax_inclusive }
  })
}
