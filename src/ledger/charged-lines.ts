import { MathBN } from "@medusajs/framework/utils"
import { type Decimal, sumOf } from "../tax/money"
import {
  allocate,
  allocateInGroups,
  ledgerDigits,
  toLedgerAmount,
} from "./allocate"
import { type ExactLine, exactGross, exactLines } from "./exact-lines"
import type {
  ItemOfOrder,
  OrderForLedger,
  ShippingMethodOfOrder,
} from "./order"
import { taxableShareOf } from "./taxable-share"

/** A line's tax of one jurisdiction. */
export type ChargedTax = {
  name: string
  /** The statutory rate, as a fraction. */
  rate: string
  /** In major units. */
  amount: string
}

/**
 * A line of an order with what was charged for it. Plain JSON: it is stored in
 * the ledger. Amounts in major units, in the currency's digits.
 */
export type ChargedLine = {
  /** Id of the line item or the shipping method in Medusa. */
  id: string
  kind: "item" | "gift_card" | "shipping"
  productId?: string
  title?: string
  sku?: string
  quantity: string
  /** After discounts, without tax. */
  net: string
  tax: string
  taxes: ChargedTax[]
  /** Untaxed because the merchant exempted the customer's group. */
  exempt?: true
  /**
   * The taxable part of `net`, as a fraction, if Kintsugi stated it and the tax
   * does not already show it; see `taxableAmount`.
   */
  taxableShare?: string
}

/**
 * What was charged for each line of an order, in full, regardless of later
 * returns: Medusa's own totals fall with returns and refunds.
 *
 * Medusa keeps sub-cents (of discounts, mostly); the lines here add up to the
 * order's total and tax as they are charged, rounded once, and the remainder
 * goes to the lines that lost most (largest remainder). Lines and jurisdictions
 * are sorted: a database guarantees no order, and a reported sale
 * must not seem to change with it.
 *
 * Lines that were edited away are left out, and so are the fees of returns, see
 * `ReturnFee`.
 */
export const chargedLines = (order: OrderForLedger): ChargedLine[] =>
  chargesOf(order).lines

/**
 * {@link chargedLines}, and what they cost with tax as Medusa charges it.
 *
 * @param total - the sum that the lines must have with tax, in major units and
 * the currency's digits: a payment provider may have rounded differently;
 * absent: the exact sum, half up
 */
export const chargesOf = (
  order: OrderForLedger,
  total?: Decimal
): {
  lines: ChargedLine[]
  /** In major units, with Medusa's sub-cents: the amount to capture. */
  gross: Decimal
} => {
  const items = (order.items ?? [])
    .filter(({ quantity }) => !MathBN.convert(quantity).isZero())
    .toSorted(byId)
  const shippingMethods = (order.shipping_methods ?? [])
    .filter(({ detail }) => !detail?.return_id)
    .toSorted(byId)
  return chargesFor(items, shippingMethods, order.currency_code, total)
}

/** The charged line of a single shipping method. */
export const shippingLine = (
  shippingMethod: ShippingMethodOfOrder,
  currencyCode: string
): ChargedLine => chargesFor([], [shippingMethod], currencyCode).lines[0]!

const chargesFor = (
  items: ItemOfOrder[],
  shippingMethods: ShippingMethodOfOrder[],
  currencyCode: string,
  total?: Decimal
): { lines: ChargedLine[]; gross: Decimal } => {
  const exact = exactLines(items, shippingMethods, currencyCode)
  const { nets, taxes } = roundToLedger(exact, currencyCode, total)
  const lines = [
    ...items.map((item) => ({
      id: item.id,
      kind: item.is_giftcard ? ("gift_card" as const) : ("item" as const),
      productId: item.product_id ?? undefined,
      title: item.product_title ?? item.title ?? undefined,
      sku: item.variant_sku ?? undefined,
      quantity: MathBN.convert(item.quantity).toFixed(),
      ...exemptionOf(item),
      tax_lines: item.tax_lines,
    })),
    ...shippingMethods.map((method) => ({
      id: method.id,
      kind: "shipping" as const,
      title: method.name ?? undefined,
      quantity: "1",
      ...exemptionOf(method),
      tax_lines: method.tax_lines,
    })),
  ].map(({ tax_lines, ...line }, index) => ({
    ...line,
    ...taxableShareOf(tax_lines, exact[index]!, currencyCode),
    net: nets[index]!.toFixed(),
    tax: sumOf(taxes[index]!).toFixed(),
    taxes: exact[index]!.taxes.map(({ name, rate }, tax) => ({
      name,
      rate: rate.toFixed(),
      amount: taxes[index]![tax]!.toFixed(),
    })),
  }))
  return { lines, gross: sumOf(exact.map(exactGross)) }
}

const exemptionOf = ({
  tax_lines,
}: Pick<ItemOfOrder, "tax_lines">): Pick<ChargedLine, "exempt"> =>
  (tax_lines ?? []).some(({ data }) => data?.exempt_by || data?.exempt_because)
    ? { exempt: true }
    : {}

const byId = (a: { id: string }, b: { id: string }): number =>
  a.id < b.id ? -1 : Number(a.id > b.id)

/**
 * The lines' amounts in the ledger's digits, which add up to the rounded total.
 *
 * @param total - with tax; absent: the exact sum, half up
 */
const roundToLedger = (
  lines: ExactLine[],
  currencyCode: string,
  total?: Decimal
): { nets: Decimal[]; taxes: Decimal[][] } => {
  const digits = ledgerDigits(currencyCode)
  const exactTaxes = lines.map(({ taxes }) => taxes.map(({ amount }) => amount))
  const exactNets = lines.map(({ net }) => net)
  const exactTax = sumOf(exactTaxes.flat())
  const exactNet = sumOf(exactNets)
  const gross = total ?? toLedgerAmount(exactNet.plus(exactTax), currencyCode)
  const tax = total
    ? allocate(total, [exactNet, exactTax], digits)[1]!
    : toLedgerAmount(exactTax, currencyCode)
  return {
    nets: allocate(gross.minus(tax), exactNets, digits),
    taxes: allocateInGroups(tax, exactTaxes, digits),
  }
}

/** What a line or a set of lines costs, tax included. */
export const grossOf = (lines: Pick<ChargedLine, "net" | "tax">[]): Decimal =>
  sumOf(lines.flatMap(({ net, tax }) => [net, tax]))

export const netOf = (lines: Pick<ChargedLine, "net">[]): Decimal =>
  sumOf(lines.map(({ net }) => net))

export const taxOf = (lines: Pick<ChargedLine, "tax">[]): Decimal =>
  sumOf(lines.map(({ tax }) => tax))
