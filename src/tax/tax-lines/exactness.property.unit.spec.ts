import { MathBN } from "@medusajs/framework/utils"
import fc from "fast-check"
import {
  anyCart,
  type CartKind,
  EVERYWHERE,
  type RandomCart,
} from "../../../integration-tests/exactness/random-cart"
import { runsOf } from "../../../integration-tests/exactness/runs"
import {
  taxOf,
  type TaxedCart,
} from "../../../integration-tests/exactness/tax-of-cart"
import { currencyDigits, type Decimal } from "../money"

const SEED = 20251120

/** The tolerance of a total, in major units; Medusa's own epsilon is 0.0001. */
const TOTAL_BOUND = "0.00001"
/**
 * The tolerance of items and shipping, or tax on top and in prices, together.
 */
const TOTALS_BOUND = "0.00002"
/** The tolerance of one jurisdiction's tax on a line: it rounds to its cent. */
const TAX_BOUND = "0.004"
/** The error of Medusa's divisions, on lines up to 1e8. */
const PRICE_BOUND = "1e-9"

const isOff = (a: Decimal, b: Decimal | string, bound: string): boolean =>
  MathBN.sub(a, b).abs().gt(bound)

const taxOfKind = ({ lines }: TaxedCart, kind?: string): Decimal =>
  MathBN.sum(
    ...lines
      .filter((line) => !kind || line.kind === kind)
      .flatMap(({ taxes }) => taxes.map(({ amount }) => amount))
  )

/** Everything that is wrong with a cart's tax. */
const findProblems = (cart: RandomCart, taxed: TaxedCart): string[] => {
  const { totals, unplaced, kintsugiTotal } = taxed
  const problems: (string | false)[] = [
    isOff(taxOfKind(taxed).plus(unplaced), kintsugiTotal, "0") &&
      "a part of Kintsugi's tax is on no line",
    isOff(totals.item_tax_total, taxOfKind(taxed, "item"), TOTAL_BOUND) &&
      "item_tax_total",
    isOff(
      totals.shipping_tax_total,
      taxOfKind(taxed, "shipping"),
      TOTAL_BOUND
    ) && "shipping_tax_total",
    isOff(totals.tax_total, taxOfKind(taxed), TOTALS_BOUND) && "tax_total",
    !unplaced.isZero() &&
      taxed.lines.some(({ amount }) => amount.gte("0.3")) &&
      "a fee is unplaced though something costs as much",
    isInCoins(taxed, cart.currency) &&
      isOff(
        totals.total,
        totals.total.decimalPlaces(coinDigits(cart.currency)),
        TOTALS_BOUND
      ) &&
      `the total has sub-cents: ${totals.total.toFixed()}`,
    ...taxed.lines.flatMap((line) => [
      line.rates.flat().some((rate) => rate < 0) && `${line.id}: rate below 0`,
      line.taxes.some(({ amount }, index) =>
        isOff(line.amounts[index]!, amount, TAX_BOUND)
      ) && `${line.id}: a jurisdiction's tax`,
      includesTax(line) &&
        isOff(line.total, line.price.withTax, PRICE_BOUND) &&
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
  return problems.filter((problem) => problem !== false)
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

/** `RUNS=5000` checks many times as many. */
const KINDS: [name: string, runs: number, kind: CartKind][] = [
  [
    "everyday carts",
    1750,
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
    1000,
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
    750,
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
    500,
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
    "currencies with no decimals and with three",
    1000,
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

describe(`Medusa's totals match Kintsugi's cents (seed ${SEED})`, () => {
  it.each(KINDS)(
    "%s: %i carts",
    async (_, numRuns, kind) => {
      await fc.assert(
        fc.asyncProperty(anyCart(kind), async (cart) => {
          expect(findProblems(cart, await taxOf(cart))).toEqual([])
        }),
        { seed: SEED, numRuns: runsOf(numRuns) }
      )
    },
    300_000
  )
})
