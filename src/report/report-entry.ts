import { MathBN } from "@medusajs/framework/utils"
import type { OrderForLedger } from "../ledger/order"
import { taxableAmount } from "../ledger/taxable-share"
import { placeOf } from "../ledger/transaction-parties"
import { readAddress } from "../tax/address/read-address"
import { toTaxAddress } from "../tax/cart/place-of-supply"
import { type Decimal, ZERO, sumOf } from "../tax/money"
import type { CountedLine, CurrentEntry, ReportType } from "./current-entries"
import {
  type JurisdictionLevel,
  type TaxedPlace,
  areaOf,
  jurisdictionLevel,
} from "./jurisdiction-level"
import { type LineFacts, type ReportSource, lineFactsOf } from "./line-facts"

/**
 * A row of the report: a line and one of its jurisdictions, or an untaxed line.
 * Amounts in major units, negative where they are taken back.
 */
export type ReportRow = {
  line_id: string
  kind: "item" | "gift_card" | "shipping"
  title: string | null
  sku: string | null
  product_id: string | null
  quantity: string
  /** As it is named on the tax line; empty: nobody taxes the line. */
  jurisdiction: string
  level: JurisdictionLevel | ""
  /** The statutory rate, as a fraction. */
  rate: string
  source: ReportSource
  /** The line without tax, and what of it this jurisdiction taxes or not. */
  gross: string
  exempt: string
  exempt_reason: string | null
  taxable: string
  tax: string
  /**
   * The same of the whole line, in the first of its rows only: these add up,
   * while several jurisdictions tax one line.
   */
  line_gross: string
  line_exempt: string
  line_taxable: string
}

/** Figures of an entry; all that add up. */
export type EntryFigures = {
  gross: string
  exempt: string
  taxable: string
  tax: string
  /** The parts of `tax` that are not by Kintsugi's answer. */
  tax_remembered: string
  tax_fallback: string
  tax_other: string
}

/** What an entry has of one jurisdiction. */
export type JurisdictionFigures = Pick<
  ReportRow,
  "rate" | "gross" | "exempt" | "taxable" | "tax"
> & { name: string; level: JurisdictionLevel }

/** An order's sale, credit note or cancellation, as the report has it. */
export type ReportEntry = EntryFigures & {
  id: string
  order_id: string
  display_id: string | null
  external_id: string
  type: ReportType
  reason: string
  is_waiting: boolean
  occurred_at: Date
  currency_code: string
  country: string
  state: string
  /** As a tax of this order names it; empty: none does. */
  county: string
  city: string
  /** Kintsugi's own tax of a sale, and what was charged for the same lines. */
  calculated_tax: string | null
  compared_tax: string | null
  /** Reason → how much of `exempt`. */
  exempt_reasons: Record<string, string>
  jurisdictions: JurisdictionFigures[]
  rows: ReportRow[]
}

/** A sale as Kintsugi has calculated it, and what was charged for it. */
export type Calculated = { tax: string; charged: string }

/**
 * The entries of an order with all their figures.
 *
 * @param calculated - by the sale's external id, where Kintsugi has said so
 */
export const toReportEntries = (
  order: OrderForLedger,
  entries: CurrentEntry[],
  calculated: ReadonlyMap<string, Calculated>
): ReportEntry[] => {
  const factsOf = lineFactsOf(order)
  const place = taxedPlaceOf(order)
  const area = areasOf(entries, place)
  return entries.map((entry) => {
    const rows = entry.lines.flatMap((line) =>
      rowsOf(line, factsOf(line.line.id), place, order.currency_code)
    )
    const comparison =
      entry.type === "sale" &&
      !entry.isWaiting &&
      !entries.some(
        ({ type, externalId }) =>
          type === "cancellation" && externalId === entry.externalId
      )
        ? calculated.get(entry.externalId)
        : undefined
    return {
      id: `${entry.externalId}:${entry.isWaiting ? "waiting" : entry.type}`,
      order_id: order.id,
      display_id: order.display_id ? String(order.display_id) : null,
      external_id: entry.externalId,
      type: entry.type,
      reason: entry.reason,
      is_waiting: entry.isWaiting,
      occurred_at: entry.at,
      currency_code: order.currency_code.toLowerCase(),
      ...place,
      ...area,
      ...figuresOf(rows),
      calculated_tax: comparison?.tax ?? null,
      compared_tax: comparison?.charged ?? null,
      exempt_reasons: sumBy(
        rows.filter(({ line_exempt }) => Number(line_exempt) !== 0),
        ({ exempt_reason }) => exempt_reason ?? "no_tax",
        ({ line_exempt }) => line_exempt
      ),
      jurisdictions: jurisdictionsOf(rows),
      rows,
    }
  })
}

/** Where an order is taxed, as far as its address says it. */
const taxedPlaceOf = (order: OrderForLedger): TaxedPlace => {
  const address = placeOf(order)?.address ?? order.billing_address
  const reading = readAddress(toTaxAddress(address))
  return reading.status === "complete"
    ? {
        country: reading.address.country,
        state: reading.address.state ?? "",
      }
    : {
        country: address?.country_code?.toUpperCase() ?? "",
        state: address?.province?.trim().toUpperCase().slice(0, 100) ?? "",
      }
}

/** The county and the city whose taxes the order has; a filing names them. */
const areasOf = (
  entries: CurrentEntry[],
  place: TaxedPlace
): Pick<ReportEntry, "county" | "city"> => {
  const names = entries
    .flatMap(({ lines }) => lines)
    .flatMap(({ line }) => line.taxes.map(({ name }) => name))
    .toSorted()
  const areaAt = (level: JurisdictionLevel) => {
    const name = names.find((one) => jurisdictionLevel(one, place) === level)
    return name === undefined ? "" : areaOf(name)
  }
  return { county: areaAt("county"), city: areaAt("city") }
}

const rowsOf = (
  { line, sold, sign }: CountedLine,
  facts: LineFacts,
  place: TaxedPlace,
  currencyCode: string
): ReportRow[] => {
  const signed = (amount: Decimal | string) =>
    MathBN.mult(sign, amount).toFixed()
  const net = MathBN.convert(line.net)
  const taxable = taxableAmount(line, sold ?? line, currencyCode)
  const exempt = net.minus(taxable)
  const names = {
    line_id: line.id,
    kind: sold?.kind ?? ("item" as const),
    title: sold?.title ?? null,
    sku: sold?.sku ?? null,
    product_id: sold?.productId ?? null,
    quantity: signed(line.quantity),
    source: facts.source,
    gross: signed(net),
  }
  const ofLine = {
    line_gross: signed(net),
    line_exempt: signed(exempt),
    line_taxable: signed(taxable),
  }
  const reason = exempt.isZero() ? null : facts.exemptReason
  if (!line.taxes.length) {
    return [
      {
        ...names,
        jurisdiction: "",
        level: "",
        rate: "0",
        exempt: signed(exempt),
        exempt_reason: reason,
        taxable: signed(taxable),
        tax: signed(line.tax),
        ...ofLine,
      },
    ]
  }
  const isExemptIn = (name: string, amount: string) =>
    Number(amount) === 0 && !taxable.isZero() && facts.exemptIn.has(name)
  // The line's own figures are in a row whose reason is the line's.
  const taxes = line.taxes.toSorted(
    (a, b) =>
      Number(isExemptIn(a.name, a.amount)) -
      Number(isExemptIn(b.name, b.amount))
  )
  return taxes.map(({ name, rate, amount }, index) => {
    const isExempt = isExemptIn(name, amount)
    return {
      ...names,
      jurisdiction: name,
      level: jurisdictionLevel(name, place),
      rate,
      exempt: signed(isExempt ? net : exempt),
      exempt_reason: isExempt ? facts.exemptIn.get(name)! : reason,
      taxable: signed(isExempt ? ZERO : taxable),
      tax: signed(amount),
      ...(index ? NO_LINE : ofLine),
    }
  })
}

const NO_LINE = { line_gross: "0", line_exempt: "0", line_taxable: "0" }

const figuresOf = (rows: ReportRow[]): EntryFigures => {
  const taxBy = (source: ReportSource) =>
    sumOf(
      rows.filter((row) => row.source === source).map(({ tax }) => tax)
    ).toFixed()
  return {
    gross: sumOf(rows.map(({ line_gross }) => line_gross)).toFixed(),
    exempt: sumOf(rows.map(({ line_exempt }) => line_exempt)).toFixed(),
    taxable: sumOf(rows.map(({ line_taxable }) => line_taxable)).toFixed(),
    tax: sumOf(rows.map(({ tax }) => tax)).toFixed(),
    tax_remembered: taxBy("remembered"),
    tax_fallback: taxBy("fallback"),
    tax_other: sumOf([taxBy("other"), taxBy("none")]).toFixed(),
  }
}

const jurisdictionsOf = (rows: ReportRow[]): JurisdictionFigures[] => {
  const byName = new Map<string, JurisdictionFigures>()
  for (const { jurisdiction: name, level, rate, ...row } of rows) {
    if (!name || !level) {
      continue
    }
    const sum = byName.get(name)
    const plus = (part: "gross" | "exempt" | "taxable" | "tax") =>
      MathBN.add(sum?.[part] ?? 0, row[part]).toFixed()
    byName.set(name, {
      name,
      level,
      rate: sum?.rate ?? rate,
      gross: plus("gross"),
      exempt: plus("exempt"),
      taxable: plus("taxable"),
      tax: plus("tax"),
    })
  }
  return [...byName.values()]
}

const sumBy = <Row>(
  rows: Row[],
  keyOf: (row: Row) => string,
  amountOf: (row: Row) => string
): Record<string, string> => {
  const sums = new Map<string, string>()
  for (const row of rows) {
    const key = keyOf(row)
    sums.set(key, MathBN.add(sums.get(key) ?? 0, amountOf(row)).toFixed())
  }
  return Object.fromEntries(sums)
}
