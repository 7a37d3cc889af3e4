import { decorateCartTotals, MathBN } from "@medusajs/framework/utils"
import { deserializeLines, serializeLines } from "../../src/tax/cart/cart-lines"
import { effectiveRates } from "../../src/tax/tax-lines/effective-rates"
import { toEstimateRequest } from "../../src/tax/estimate/estimate-request"
import { storedRate } from "../../src/tax/tax-lines/float4"
import {
  type PlacedTax,
  reallocateFees,
} from "../../src/tax/tax-lines/reallocate-fees"
import { solveInclusive } from "../../src/tax/estimate/solve-inclusive-prices"
import {
  type JurisdictionTax,
  validateEstimate,
} from "../../src/tax/estimate/validate-estimate"
import type { Decimal } from "../../src/tax/money"
import { sentDigits } from "../../src/tax/estimate/sent-amount"
import type { TaxableLine } from "../../src/tax/cart/taxable-line"
import { CATEGORIES } from "../sandbox/sample-estimate"
import type { EstimateRequest } from "../sandbox/tax/estimate"
import { estimateTax, type TaxKnowledge } from "../sandbox/tax/estimate-tax"
import { addressOf, type LineOfCart, type RandomCart } from "./random-cart"

/** A line after the whole pipeline: Kintsugi's taxes and Medusa's totals. */
export type TaxedLine = TaxableLine & {
  taxes: PlacedTax<JurisdictionTax>[]
  /** By tax, in percent, as the cart returns them. */
  rates: number[][]
  /** Medusa's tax by tax, unrounded. */
  amounts: Decimal[]
  /** Medusa's total with tax, unrounded. */
  total: Decimal
  /** The price without tax. */
  net: Decimal
}

export type TaxedCart = {
  lines: TaxedLine[]
  unplaced: Decimal
  /** As the sandbox calculates it. */
  kintsugiTotal: string
  /** Medusa's. */
  totals: Record<
    "item_tax_total" | "shipping_tax_total" | "tax_total" | "total",
    Decimal
  >
  rounds: number
  exact: boolean
}

const EVERYWHERE_REGISTERED: TaxKnowledge = {
  registrations: "all",
  products: new Map(),
  customers: new Map(),
}

/**
 * The whole pipeline: net amounts → sandbox → fees → rates → float4 → Medusa's
 * own totals.
 */
export const taxOf = async (cart: RandomCart): Promise<TaxedCart> => {
  const lines = taxableLines(cart)
  const { answer, nets, rounds, exact } = await solveInclusive(
    lines.map(({ price }) => price),
    async (nets) => {
      const answer = ask(
        cart,
        lines.map((line, index) => ({ ...line, amount: nets[index]! }))
      )
      return { taxes: answer.lines.map(({ taxes }) => taxes), answer }
    },
    { currencyDigits: sentDigits(cart.currency) }
  )
  const ratedLines = (["item", "shipping"] as const).flatMap((kind) =>
    withRates(answer.lines.filter((line) => line.kind === kind))
  )
  const { medusaLines, totals } = totalsByMedusa(
    cart,
    ratedLines.map(({ rates }) => rates.flat())
  )
  return {
    lines: ratedLines.map((line, index) => ({
      ...line,
      ...medusaLines[index]!,
      amounts: sumByTax(medusaLines[index]!.amounts, line.rates),
      net: nets[index]!,
    })),
    unplaced: MathBN.sum(...answer.unplaced.map(({ amount }) => amount)),
    kintsugiTotal: answer.total,
    totals,
    rounds,
    exact,
  }
}

/** The cart's lines as the plugin reads them, classified. */
const taxableLines = (cart: RandomCart): TaxableLine[] => {
  const categoryKeys = [...cart.items, ...cart.shipping].map(({ is }) => is)
  return deserializeLines(
    serializeLines(cartOfMedusa(cart)),
    cart.currency,
    new Map()
  ).map((line, index) => ({
    ...line,
    classification: categoryOf(categoryKeys[index]!),
  }))
}

const categoryOf = (is: LineOfCart["is"]) => {
  const [category, subcategory] = CATEGORIES[is]
  return { category, subcategory }
}

const ask = (cart: RandomCart, lines: TaxableLine[]) => {
  const request = toEstimateRequest({
    externalId: "cart_01JRANDOM",
    date: new Date("2025-11-20T10:15:00Z"),
    lines,
    address: addressOf(cart.place),
    shipping: categoryOf("shipping"),
    fallback: categoryOf("goods"),
    classifiedProducts: new Set(),
  } as Parameters<typeof toEstimateRequest>[0])
  const estimate = estimateTax(
    request as EstimateRequest,
    EVERYWHERE_REGISTERED
  )
  const validated = validateEstimate(estimate, lines)
  if ("problem" in validated) {
    throw new Error(`The estimate is invalid: ${validated.problem}`)
  }
  const { lines: placed, unplaced } = reallocateFees<
    JurisdictionTax,
    TaxableLine & { taxes: JurisdictionTax[] }
  >(
    validated.taxes.map(({ line, jurisdictions }) => ({
      ...line,
      taxes: jurisdictions,
    }))
  )
  const total = estimate.total_tax_amount_calculated
  return { lines: placed, unplaced, total }
}

const withRates = <
  L extends Pick<TaxableLine, "price" | "amount"> & {
    taxes: JurisdictionTax[]
  },
>(
  lines: L[]
): (L & { rates: number[][] })[] => {
  const ratedLines = effectiveRates(
    lines.map(({ price, amount, taxes }) => ({
      price,
      amount,
      taxes: taxes.map(({ amount, rate }) => ({
        amount,
        statutoryRate: rate,
      })),
    })),
    { storage: "float4" }
  )
  return lines.map((line, index) => ({
    ...line,
    rates: ratedLines[index]!.map((rates) => rates.map(storedRate)),
  }))
}

const cartOfMedusa = ({ currency, items, shipping }: RandomCart) => ({
  id: "cart_01JRANDOM",
  currency_code: currency.toLowerCase(),
  region: { automatic_taxes: true },
  items: items.map((item, index) => ({
    id: `item_${index}`,
    unit_price: item.unit_price,
    quantity: item.quantity,
    is_tax_inclusive: item.is_tax_inclusive,
    adjustments: item.discounts.map((discount) => ({ ...discount })),
  })),
  shipping_methods: shipping.map((method, index) => ({
    id: `shipping_${index}`,
    amount: method.unit_price,
    is_tax_inclusive: method.is_tax_inclusive,
    adjustments: method.discounts.map((discount) => ({ ...discount })),
  })),
})

type Decorated = {
  total: Decimal
  tax_lines: { rate: number; total?: Decimal }[]
}

/** @param rates - by line, items first */
const totalsByMedusa = (cart: RandomCart, rates: number[][]) => {
  const decorable = cartOfMedusa(cart)
  const withTaxLines = [...decorable.items, ...decorable.shipping_methods].map(
    (line, index) =>
      Object.assign(line, {
        tax_lines: rates[index]!.map((rate) => ({ rate })),
      })
  ) as unknown as Decorated[]
  const totals = decorateCartTotals(decorable as never) as unknown as Partial<
    TaxedCart["totals"]
  >
  return {
    medusaLines: withTaxLines.map(({ total, tax_lines }) => ({
      total: MathBN.convert(total),
      amounts: tax_lines.map((taxLine) => MathBN.convert(taxLine.total ?? 0)),
    })),
    totals: {
      item_tax_total: MathBN.convert(totals.item_tax_total ?? 0),
      shipping_tax_total: MathBN.convert(totals.shipping_tax_total ?? 0),
      tax_total: MathBN.convert(totals.tax_total ?? 0),
      total: MathBN.convert(totals.total ?? 0),
    },
  }
}

/** Sums tax lines into taxes: a tax that was split has several. */
const sumByTax = (amounts: Decimal[], rates: number[][]): Decimal[] => {
  const remaining = [...amounts]
  return rates.map(({ length }) => MathBN.sum(...remaining.splice(0, length)))
}
