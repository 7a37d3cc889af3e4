import type { BigNumberInput } from "@medusajs/framework/types"
import {
  BigNumber,
  MathBN,
  decorateCartTotals,
} from "@medusajs/framework/utils"
import type { Decimal } from "../tax/money"
import { allocate, ledgerDigits, toLedgerAmount } from "./allocate"
import type {
  ItemOfOrder,
  OrderForLedger,
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
   * does not already show it; see {@link taxableAmount}.
   */
  taxableShare?: string
}

type Totals = {
  id: string
  subtotal: BigNumberInput
  discount_subtotal: BigNumberInput
  tax_total: BigNumberInput
  tax_lines?: (TaxLineOfOrder & { total?: BigNumberInput })[] | null
}

/** What an order's line costs before any rounding. */
type ExactLine = {
  net: Decimal
  taxes: { name: string; rate: Decimal; amount: Decimal }[]
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
  const totals = totalsOf(items, shippingMethods, currencyCode)
  const exact = totals.map(exactLine)
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
  (tax_lines ?? []).some(({ data }) => data?.exempt_by || data?.exempt_because)
    ? { exempt: true }
    : {}

/** The digits of a share, enough for an amount of Kintsugi's 18 digits. */
const SHARE_DIGITS = 20

/**
 * From Kintsugi's answer for the line. If the quantity has changed since, the
 * answer is scaled in proportion to the tax.
 */
const taxableShareOf = (
  taxLines: TaxLineOfOrder[] | null | undefined,
  { net, taxes }: ExactLine,
  currencyCode: string
): Pick<ChargedLine, "taxableShare"> => {
  const kintsugiAnswer = kintsugiAnswerFor(taxLines)
  if (!kintsugiAnswer || net.isZero()) {
    return {}
  }
  const tax = MathBN.sum(0, ...taxes.map(({ amount }) => amount))
  const answeredTax = MathBN.convert(kintsugiAnswer.tax_amount)
  const isTaxUnchanged =
    answeredTax.isZero() ||
    toLedgerAmount(tax, currencyCode).eq(
      toLedgerAmount(answeredTax, currencyCode)
    )
  const taxable = isTaxUnchanged
    ? MathBN.convert(kintsugiAnswer.taxable_amount)
    : MathBN.mult(kintsugiAnswer.taxable_amount, tax).div(answeredTax)
  const share = MathBN.max(0, MathBN.min(1, taxable.div(net)))
  const isShown = share.eq(tax.isZero() ? 0 : 1)
  return isShown
    ? {}
    : { taxableShare: share.decimalPlaces(SHARE_DIGITS).toFixed() }
}

/** Kintsugi's answer for a line, which the provider keeps in `data`. */
const kintsugiAnswerFor = (
  taxLines: TaxLineOfOrder[] | null | undefined
): { tax_amount: string; taxable_amount: string } | undefined => {
  const { tax_amount, taxable_amount } = ((taxLines ?? []).find(
    ({ data }) => data?.source === "kintsugi"
  )?.data?.line ?? {}) as Record<string, unknown>
  return isDecimal(tax_amount) && isDecimal(taxable_amount)
    ? { tax_amount, taxable_amount }
    : undefined
}

/**
 * How much of a line, or of a part of it, is taxable: what Kintsugi stated, or
 * else all of a taxed line and nothing of an untaxed one. In major units and
 * the currency's digits.
 *
 * @param sold - the whole line: a returned part may be too small to have tax,
 * or its tax may have been refunded before
 */
export const taxableAmount = (
  { net }: Pick<ChargedLine, "net">,
  { tax, taxableShare }: Pick<ChargedLine, "tax" | "taxableShare">,
  currencyCode: string
): Decimal =>
  taxableShare === undefined
    ? MathBN.convert(MathBN.convert(tax).isZero() ? 0 : net)
    : toLedgerAmount(MathBN.mult(net, taxableShare), currencyCode)

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
export const exactShippingGross = (
  shippingMethods: ShippingMethodOfOrder[],
  currencyCode: string
): Decimal =>
  MathBN.sum(
    0,
    ...totalsOf([], shippingMethods, currencyCode).map(exactLine).map(worth)
  )

/** What some units of an item cost with tax, unrounded. */
export const exactItemGross = (
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
 * Grouped by name: a jurisdiction may have several tax lines, and several
 * jurisdictions may share a name; then their rates add up.
 */
const taxesOf = ({ tax_lines }: Totals, net: Decimal): ExactLine["taxes"] => {
  const taxes = new Map<string, ExactLine["taxes"][number]>()
  const countedIds = new Set<string>()
  for (const { name, rate, amount, jurisdiction } of (tax_lines ?? []).flatMap(
    (taxLine) => partsOf(taxLine, net)
  )) {
    const sum = taxes.get(name) ?? { name, rate: ZERO, amount: ZERO }
    const isCounted = jurisdiction !== undefined && countedIds.has(jurisdiction)
    countedIds.add(jurisdiction ?? "")
    taxes.set(name, {
      name,
      rate: isCounted ? sum.rate : sum.rate.plus(rate),
      amount: sum.amount.plus(amount),
    })
  }
  return [...taxes.values()].toSorted(
    (a, b) => b.rate.comparedTo(a.rate) || (a.name < b.name ? -1 : 1)
  )
}

type TaxPart = ExactLine["taxes"][number] & {
  /** Identifies it among a line's jurisdictions; absent: it is separate. */
  jurisdiction?: string
}

/** What a tax line charges; one may combine all jurisdictions of a line. */
const partsOf = (
  taxLine: NonNullable<Totals["tax_lines"]>[number],
  net: Decimal
): TaxPart[] => {
  const amount = MathBN.convert(
    taxLine.total ?? net.times(MathBN.convert(taxLine.rate)).div(100)
  )
  const combined = readCombined(taxLine.data)
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

/** The jurisdictions that the provider combined into one tax line. */
const readCombined = (data: TaxLineOfOrder["data"]): Jurisdiction[] => {
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

const roundToLedger = (
  lines: ExactLine[],
  currencyCode: string,
  total?: Decimal
) => {
  const digits = ledgerDigits(currencyCode)
  const exactTaxes = lines.flatMap(({ taxes }) =>
    taxes.map(({ amount }) => amount)
  )
  const exactNets = lines.map(({ net }) => net)
  const exactTax = MathBN.sum(0, ...exactTaxes)
  const exactNet = MathBN.sum(0, ...exactNets)
  const gross =
    total ?? toLedgerAmount(MathBN.sum(exactNet, exactTax), currencyCode)
  const tax = total
    ? allocate(total, [exactNet, exactTax], digits)[1]!
    : toLedgerAmount(exactTax, currencyCode)
  const taxShares = allocate(tax, exactTaxes, digits)
  let next = 0
  return {
    nets: allocate(gross.minus(tax), exactNets, digits),
    taxes: lines.map(({ taxes }) => taxes.map(() => taxShares[next++]!)),
  }
}
