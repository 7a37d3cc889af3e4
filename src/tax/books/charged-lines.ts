import type { BigNumberInput } from "@medusajs/framework/types"
import {
  BigNumber,
  MathBN,
  decorateCartTotals,
} from "@medusajs/framework/utils"
import type { Decimal } from "../money"
import { apportion, bookDigits, toBookAmount } from "./apportion"
import type {
  ItemOfOrder,
  OrderForBooks,
  ShippingMethodOfOrder,
  TaxLineOfOrder,
} from "./order"

/** A line's tax of one jurisdiction. */
export type ChargedTax = {
  name: string
  /** The statutory rate, as a fraction. */
  rate: string
  /** In major units. */
  amount: string
}

/**
 * A line of an order with what was charged for it. Plain JSON: it is kept in
 * the ledger. Amounts in major units, in the currency's digits.
 */
export type ChargedLine = {
  /** Of the line item or the shipping method in Medusa. */
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
}

type Totals = {
  id: string
  subtotal: BigNumberInput
  discount_subtotal: BigNumberInput
  tax_total: BigNumberInput
  tax_lines?: (TaxLineOfOrder & { total?: BigNumberInput })[] | null
}

/** What an order's line costs before anything is rounded. */
type ExactLine = {
  net: Decimal
  taxes: { name: string; rate: Decimal; amount: Decimal }[]
}

/**
 * What was charged for each line of an order, in full, whatever came back
 * later: Medusa's own totals fall with returns and refunds.
 *
 * Medusa keeps sub-cents (of discounts, mostly); the lines here add up to the
 * order's total and tax as they are charged, rounded once, and the rest of the
 * division goes to the lines that lost most (largest remainder). Lines and
 * jurisdictions are in an order of their own: a database promises none, and
 * what was told of a sale must not seem to change with it.
 *
 * Lines that were edited away are not among them, nor are the fees of returns,
 * see `ReturnFee`.
 */
export const chargedLines = (order: OrderForBooks): ChargedLine[] =>
  chargesOf(order).lines

/** {@link chargedLines}, and what they cost with tax as Medusa charges it. */
export const chargesOf = (
  order: OrderForBooks
): {
  lines: ChargedLine[]
  /** In major units, with Medusa's sub-cents: so much is captured. */
  gross: Decimal
} => {
  const items = (order.items ?? [])
    .filter(({ quantity }) => !MathBN.convert(quantity).isZero())
    .toSorted(byId)
  const shippingMethods = (order.shipping_methods ?? [])
    .filter(({ detail }) => !detail?.return_id)
    .toSorted(byId)
  return chargesFor(items, shippingMethods, order.currency_code)
}

/** What a shipping method costs, by itself. */
export const shippingLine = (
  shippingMethod: ShippingMethodOfOrder,
  currencyCode: string
): ChargedLine => chargesFor([], [shippingMethod], currencyCode).lines[0]!

const chargesFor = (
  items: ItemOfOrder[],
  shippingMethods: ShippingMethodOfOrder[],
  currencyCode: string
): { lines: ChargedLine[]; gross: Decimal } => {
  const totals = totalsOf(items, shippingMethods, currencyCode)
  const exact = totals.map(exactLine)
  const { nets, taxes } = inBookDigits(exact, currencyCode)
  const lines = [
    ...items.map((item) => ({
      id: item.id,
      kind: item.is_giftcard ? ("gift_card" as const) : ("item" as const),
      productId: item.product_id ?? undefined,
      title: item.product_title ?? item.title ?? undefined,
      sku: item.variant_sku ?? undefined,
      quantity: MathBN.convert(item.quantity).toFixed(),
      ...exemptionOf(item),
    })),
    ...shippingMethods.map((method) => ({
      id: method.id,
      kind: "shipping" as const,
      title: method.name ?? undefined,
      quantity: "1",
      ...exemptionOf(method),
    })),
  ].map((line, index) => ({
    ...line,
    net: nets[index]!.toFixed(),
    tax: MathBN.sum(0, ...taxes[index]!).toFixed(),
    taxes: exact[index]!.taxes.map(({ name, rate }, tax) => ({
      name,
      rate: rate.toFixed(),
      amount: taxes[index]![tax]!.toFixed(),
    })),
  }))
  return { lines, gross: MathBN.sum(0, ...exact.map(worth)) }
}

const exemptionOf = ({
  tax_lines,
}: Pick<ItemOfOrder, "tax_lines">): Pick<ChargedLine, "exempt"> =>
  (tax_lines ?? []).some(({ data }) => data?.exempt_because)
    ? { exempt: true }
    : {}

const byId = (a: { id: string }, b: { id: string }): number =>
  a.id < b.id ? -1 : Number(a.id > b.id)

/** What a line or a set of lines costs, tax included. */
export const grossOf = (lines: Pick<ChargedLine, "net" | "tax">[]): Decimal =>
  MathBN.sum(0, ...lines.flatMap(({ net, tax }) => [net, tax]))

export const netOf = (lines: Pick<ChargedLine, "net">[]): Decimal =>
  MathBN.sum(0, ...lines.map(({ net }) => net))

export const taxOf = (lines: Pick<ChargedLine, "tax">[]): Decimal =>
  MathBN.sum(0, ...lines.map(({ tax }) => tax))

/** What shipping methods cost with tax, unrounded, as Medusa adds them up. */
export const shippingWorth = (
  shippingMethods: ShippingMethodOfOrder[],
  currencyCode: string
): Decimal =>
  MathBN.sum(
    0,
    ...totalsOf([], shippingMethods, currencyCode).map(exactLine).map(worth)
  )

/** What some units of an item cost with tax, unrounded. */
export const itemWorth = (
  item: ItemOfOrder,
  units: BigNumberInput,
  currencyCode: string
): Decimal => {
  const [totals] = totalsOf([item], [], currencyCode)
  return worth(exactLine(totals!))
    .times(MathBN.convert(units))
    .div(MathBN.convert(item.quantity))
}

const worth = ({ net, taxes }: ExactLine): Decimal =>
  MathBN.sum(net, ...taxes.map(({ amount }) => amount))

/** Medusa's own arithmetic, for full quantities. */
const totalsOf = (
  items: ItemOfOrder[],
  shippingMethods: ShippingMethodOfOrder[],
  currencyCode: string
): Totals[] => {
  const decorated = decorateCartTotals({
    currency_code: currencyCode,
    items: items.map((item) => ({
      id: item.id,
      quantity: amount(item.quantity),
      unit_price: amount(item.unit_price),
      is_tax_inclusive: item.is_tax_inclusive ?? false,
      ...withAdjustmentsAndTax(item),
    })),
    shipping_methods: shippingMethods.map((method) => ({
      id: method.id,
      amount: amount(method.amount),
      is_tax_inclusive: method.is_tax_inclusive ?? false,
      ...withAdjustmentsAndTax(method),
    })),
  } as unknown as Parameters<typeof decorateCartTotals>[0]) as unknown as {
    items?: Totals[]
    shipping_methods?: Totals[]
  }
  return [...(decorated.items ?? []), ...(decorated.shipping_methods ?? [])]
}

const withAdjustmentsAndTax = ({
  adjustments,
  tax_lines,
}: Pick<ItemOfOrder, "adjustments" | "tax_lines">) => ({
  adjustments: (adjustments ?? []).map((adjustment) => ({
    amount: amount(adjustment.amount),
    is_tax_inclusive: adjustment.is_tax_inclusive ?? false,
  })),
  tax_lines: (tax_lines ?? []).map((taxLine) => ({
    ...taxLine,
    rate: amount(taxLine.rate),
  })),
})

const amount = (value: BigNumberInput): BigNumber =>
  new BigNumber(MathBN.convert(value))

const exactLine = (totals: Totals): ExactLine => {
  const net = MathBN.sub(totals.subtotal, totals.discount_subtotal)
  return { net, taxes: taxesOf(totals, net) }
}

/**
 * By name: a jurisdiction may have several tax lines, and several jurisdictions
 * one name, whose rates add up.
 */
const taxesOf = ({ tax_lines }: Totals, net: Decimal): ExactLine["taxes"] => {
  const taxes = new Map<string, ExactLine["taxes"][number]>()
  const counted = new Set<string>()
  for (const { name, rate, amount, jurisdiction } of (tax_lines ?? []).flatMap(
    (taxLine) => partsOf(taxLine, net)
  )) {
    const known = taxes.get(name) ?? { name, rate: ZERO, amount: ZERO }
    const isCounted = jurisdiction !== undefined && counted.has(jurisdiction)
    counted.add(jurisdiction ?? "")
    taxes.set(name, {
      name,
      rate: isCounted ? known.rate : known.rate.plus(rate),
      amount: known.amount.plus(amount),
    })
  }
  return [...taxes.values()].toSorted(
    (a, b) => b.rate.comparedTo(a.rate) || (a.name < b.name ? -1 : 1)
  )
}

type TaxPart = ExactLine["taxes"][number] & {
  /** Names it among a line's; absent: it is by itself. */
  jurisdiction?: string
}

/** What a tax line charges; one may stand for all jurisdictions of a line. */
const partsOf = (
  taxLine: NonNullable<Totals["tax_lines"]>[number],
  net: Decimal
): TaxPart[] => {
  const amount = MathBN.convert(
    taxLine.total ?? net.times(MathBN.convert(taxLine.rate)).div(100)
  )
  const combined = combinedIn(taxLine.data)
  const whole = MathBN.sum(0, ...combined.map((part) => part.amount))
  if (!whole.isZero()) {
    return combined.map((part, index) => ({
      name: part.name,
      jurisdiction: JSON.stringify([taxLine.code, index]),
      rate: MathBN.convert(part.rate),
      amount: amount.times(MathBN.convert(part.amount)).div(whole),
    }))
  }
  if (amount.isZero() && isUntaxed(taxLine)) {
    return []
  }
  const name = taxLine.description || taxLine.code || "Tax"
  return [
    {
      name,
      rate: statutoryRate(taxLine),
      amount,
      ...(jurisdictionRate(taxLine.data) && {
        jurisdiction: JSON.stringify([name, taxLine.code]),
      }),
    },
  ]
}

type Jurisdiction = { name: string; rate: string; amount: string }

/** The jurisdictions that the provider made one tax line of. */
const combinedIn = (data: TaxLineOfOrder["data"]): Jurisdiction[] => {
  const { jurisdictions } = (data ?? {}) as { jurisdictions?: unknown }
  return Array.isArray(jurisdictions) && jurisdictions.every(isJurisdiction)
    ? jurisdictions
    : []
}

/** Another provider may keep something else under this name. */
const isJurisdiction = (part: unknown): part is Jurisdiction => {
  const { name, rate, amount } = (part ?? {}) as Record<string, unknown>
  return typeof name === "string" && isDecimal(rate) && isDecimal(amount)
}

const isDecimal = (value: unknown): value is string =>
  typeof value === "string" && value !== "" && !isNaN(Number(value))

const ZERO = MathBN.convert(0)

/** A tax line that only says why there is no tax. */
const isUntaxed = ({ rate, data }: TaxLineOfOrder): boolean =>
  MathBN.convert(rate).isZero() && !jurisdictionRate(data)

const statutoryRate = ({ rate, data }: TaxLineOfOrder): Decimal => {
  const statutory = jurisdictionRate(data)
  return statutory ? MathBN.convert(statutory) : MathBN.div(rate, 100)
}

/** The rate that Kintsugi named, which the provider keeps in `data`. */
const jurisdictionRate = (data: TaxLineOfOrder["data"]): string | undefined => {
  const { rate } = (data?.jurisdiction ?? {}) as { rate?: unknown }
  return isDecimal(rate) ? rate : undefined
}

const inBookDigits = (lines: ExactLine[], currencyCode: string) => {
  const digits = bookDigits(currencyCode)
  const exactTaxes = lines.flatMap(({ taxes }) =>
    taxes.map(({ amount }) => amount)
  )
  const exactNets = lines.map(({ net }) => net)
  const tax = toBookAmount(MathBN.sum(0, ...exactTaxes), currencyCode)
  const gross = toBookAmount(
    MathBN.sum(0, ...exactTaxes, ...exactNets),
    currencyCode
  )
  const taxShares = apportion(tax, exactTaxes, digits)
  let next = 0
  return {
    nets: apportion(gross.minus(tax), exactNets, digits),
    taxes: lines.map(({ taxes }) => taxes.map(() => taxShares[next++]!)),
  }
}
