import { MathBN } from "@medusajs/framework/utils"
import fc from "fast-check"
import {
  anyCart,
  type CartKind,
  EVERYWHERE,
  type RandomCart,
} from "../../integration-tests/exactness/random-cart"
import {
  taxOf,
  type TaxedCart,
} from "../../integration-tests/exactness/tax-of-cart"
import { currencyDigits, type Decimal } from "./money"

const SEED = 20251120

/** What a total may be off, in major units; Medusa's own epsilon is 0.0001. */
const OF_A_TOTAL = "0.00001"
/** Both of them: items with shipping, tax on top with tax in prices. */
const OF_ALL_TOTALS = "0.00002"
/** What one jurisdiction's tax on one line may be off: it rounds to its cent. */
const OF_A_TAX = "0.004"
/** Medusa's divisions, on lines up to 1e8. */
const OF_A_PRICE = "1e-9"

const isOff = (a: Decimal, b: Decimal | string, bound: string): boolean =>
  MathBN.sub(a, b).abs().gt(bound)

const taxOfKind = ({ lines }: TaxedCart, kind?: string): Decimal =>
  MathBN.sum(
    ...lines
      .filter((line) => !kind || line.kind === kind)
      .flatMap(({ taxes }) => taxes.map(({ amount }) => amount))
  )

/** All that is wrong with a cart's tax. */
const complaints = (cart: RandomCart, taxed: TaxedCart): string[] => {
  const { totals, unplaced, kintsugiTotal } = taxed
  const found: (string | false)[] = [
    isOff(taxOfKind(taxed).plus(unplaced), kintsugiTotal, "0") &&
      "a part of Kintsugi's tax is on no line",
    isOff(totals.item_tax_total, taxOfKind(taxed, "item"), OF_A_TOTAL) &&
      "item_tax_total",
    isOff(
      totals.shipping_tax_total,
      taxOfKind(taxed, "shipping"),
      OF_A_TOTAL
    ) && "shipping_tax_total",
    isOff(totals.tax_total, taxOfKind(taxed), OF_ALL_TOTALS) && "tax_total",
    !unplaced.isZero() &&
      taxed.lines.some(({ amount }) => amount.gte("0.3")) &&
      "a fee is unplaced though something costs as much",
    isInCoins(taxed, cart.currency) &&
      isOff(
        totals.total,
        totals.total.decimalPlaces(coinDigits(cart.currency)),
        OF_ALL_TOTALS
      ) &&
      `the total has sub-cents: ${totals.total.toFixed()}`,
    ...taxed.lines.flatMap((line) => [
      line.rates.flat().some((rate) => rate < 0) && `${line.id}: rate below 0`,
      line.taxes.some(({ amount }, index) =>
        isOff(line.amounts[index]!, amount, OF_A_TAX)
      ) && `${line.id}: a jurisdiction's tax`,
      includesTax(line) &&
        isOff(line.total, line.price.withTax, OF_A_PRICE) &&
        `${line.id}: the price has moved`,
      includesTax(line) &&
        isOff(
          line.net.plus(MathBN.sum(...line.taxes.map(({ amount }) => amount))),
          line.price.withTax,
          "0"
        ) &&
        `${line.id}: net and tax do not make up the price`,
    ]),
  ]
  return found.filter((complaint) => complaint !== false)
}

type Line = TaxedCart["lines"][number]

const includesTax = ({ price }: Line): boolean =>
  !price.withTax.isZero() && price.withoutTax.isZero()

/** Tax has two decimals, whatever the currency. */
const coinDigits = (currency: string): number =>
  Math.max(2, currencyDigits(currency))

/** Whether Medusa's prices after discounts have no sub-cents themselves. */
const isInCoins = ({ lines }: TaxedCart, currency: string): boolean =>
  lines.every(
    ({ price: { withTax, withoutTax } }) =>
      (withTax.isZero() || withoutTax.isZero()) &&
      withTax.plus(withoutTax).decimalPlaces()! <= coinDigits(currency)
  )

const KINDS: [name: string, runs: number, kind: CartKind][] = [
  [
    "everyday carts",
    3500,
    {
      places: EVERYWHERE,
      currencies: ["USD", "EUR"],
      maxCoins: 30_000,
      maxQuantity: 5,
      maxLines: 8,
      taxInPrices: "sometimes",
    },
  ],
  [
    "large carts, tax on top",
    2000,
    {
      places: EVERYWHERE,
      currencies: ["USD", "CAD", "EUR"],
      maxCoins: 9_999_999,
      maxQuantity: 999,
      maxLines: 60,
      taxInPrices: "never",
    },
  ],
  [
    "large carts, tax in the prices",
    1500,
    {
      places: EVERYWHERE,
      currencies: ["EUR", "GBP", "USD"],
      maxCoins: 9_999_999,
      maxQuantity: 999,
      maxLines: 60,
      taxInPrices: "always",
    },
  ],
  [
    "single lines",
    1000,
    {
      places: EVERYWHERE,
      currencies: ["USD"],
      maxCoins: 9_999_999,
      maxQuantity: 999,
      maxLines: 1,
      taxInPrices: "sometimes",
    },
  ],
  [
    "currencies of no decimals and of three",
    2000,
    {
      places: ["tokyo", "kuwait", "manama", "berlin", "austin", "denver"],
      currencies: ["JPY", "KRW", "KWD", "BHD"],
      maxCoins: 9_999_999,
      maxQuantity: 99,
      maxLines: 20,
      taxInPrices: "sometimes",
    },
  ],
]

describe(`Medusa's totals are Kintsugi's cents (seed ${SEED})`, () => {
  it.each(KINDS)(
    "%s: %i",
    async (_, numRuns, kind) => {
      await fc.assert(
        fc.asyncProperty(anyCart(kind), async (cart) => {
          expect(complaints(cart, await taxOf(cart))).toEqual([])
        }),
        { seed: SEED, numRuns }
      )
    },
    300_000
  )
})
