import type {
  ItemTaxLineDTO,
  ShippingTaxLineDTO,
} from "@medusajs/framework/types"
import type { JurisdictionTax, LineTax } from "../estimate/validate-estimate"
import {
  type RateStorage,
  type RatedTaxes,
  effectiveRates,
} from "./effective-rates"
import { type PlacedTax, reallocateFees } from "./reallocate-fees"
import { type Decimal, sumOf } from "../money"
import type { RequestedLine, TaxableLine } from "../cart/taxable-line"
import type {
  ExemptBy,
  JurisdictionData,
  KintsugiData,
  LineData,
  Marking,
  RememberedData,
  TaxLineData,
} from "./tax-line-data"

export type TaxLine = ItemTaxLineDTO | ShippingTaxLineDTO

/** The id of the item or shipping method that a tax line belongs to. */
export const lineIdOf = (taxLine: TaxLine): string =>
  "line_item_id" in taxLine ? taxLine.line_item_id : taxLine.shipping_line_id

/** The provider's id in Medusa's database: `tp_<identifier>_<id>`. */
export const PROVIDER_ID = "tp_kintsugi_kintsugi"

/** Kintsugi's amounts have two decimals at most, whatever the currency. */
const ANSWER_DIGITS = 2

/** What Kintsugi said about the estimate as a whole. */
export type EstimateFacts = {
  /** Country and, where it has them, state: `US-TX`, `DE`. */
  place: string
  hasActiveRegistration: boolean
  /** Kintsugi's verdict on the address, e.g. `VERIFIED`. */
  addressStatus?: string
  /** Identifies the cart that was estimated. */
  fingerprint?: string
  /** What exempts the customer, apart from Kintsugi's own record. */
  exemptBy?: ExemptBy
  /** Whether the customer's tax status was ignored: the shopper was a guest. */
  isGuest?: boolean
  /** Whether the state is the postal code's: the shopper gave none. */
  isStateFromPostalCode?: boolean
  /** Why lines that have `remembered` could not be asked about. */
  rememberedBecause?: string
}

export type TaxLineOptions = {
  /**
   * One tax line per item, with its jurisdictions only in `data`: for a store
   * that wants it, or where nothing prevents Medusa from mangling several.
   */
  combined: boolean
  /** How Medusa stores the rates. */
  storage: RateStorage
}

/**
 * Medusa's tax lines for Kintsugi's answer: one for each jurisdiction, named as
 * Kintsugi names it, with a rate (in percent) that gives Kintsugi's amount when
 * Medusa multiplies it by the line's. An untaxed line gets one with rate 0, so
 * that no older tax remains.
 *
 * `data` says where the tax comes from (`source: "kintsugi"`, or `"remembered"`
 * for a line that has `remembered`), the jurisdiction's statutory rate and
 * amount, and Kintsugi's answer for the line.
 */
export const toTaxLines = (
  taxes: LineTax[],
  facts: EstimateFacts,
  { combined, storage }: TaxLineOptions
): TaxLine[] => {
  const placedLines = placeTaxes(
    combined ? taxes.map(combineJurisdictions) : taxes
  )
  const rates = ratesOf(placedLines, storage)
  const context = {
    facts,
    codesOf: taxCodes(facts.place),
    amountOf: createAmountFormatter(),
  }
  return placedLines.flatMap((line) =>
    line.taxes.length
      ? jurisdictionLines(line, rates.get(line)!, context)
      : [untaxedLine(line.tax, context)]
  )
}

type AnsweredLine = {
  kind: TaxableLine["kind"]
  price: TaxableLine["price"]
  amount: Decimal
  tax: LineTax
  taxes: JurisdictionTax[]
}

/** A line with the taxes that it bears in Medusa. */
type PlacedLine = Omit<AnsweredLine, "taxes"> & {
  taxes: PlacedTax<JurisdictionTax>[]
}

const placeTaxes = (taxes: LineTax[]): PlacedLine[] => {
  const { lines, unplaced } = reallocateFees<JurisdictionTax, AnsweredLine>(
    taxes.map((tax) => ({
      kind: tax.line.kind,
      price: tax.line.price,
      amount: tax.line.amount,
      tax,
      taxes: tax.jurisdictions,
    }))
  )
  // If no line costs anything, a fee stays on the line that it was answered
  // for: no rate can charge it, but `data` shows it.
  for (const tax of unplaced) {
    lines[tax.movedFrom ?? 0]?.taxes.push({ ...tax, movedFrom: undefined })
  }
  return lines
}

/** Items and shipping methods separately, as Medusa shows separate sums. */
const ratesOf = (
  lines: PlacedLine[],
  storage: RateStorage
): Map<PlacedLine, RatedTaxes> =>
  new Map(
    (["item", "shipping"] as const).flatMap((kind) => {
      const linesOfKind = lines.filter((line) => line.kind === kind)
      const rates = effectiveRates(
        linesOfKind.map(({ price, amount, taxes }) => ({
          price,
          amount,
          taxes: taxes.map(({ amount, rate }) => ({
            amount,
            statutoryRate: rate,
          })),
        })),
        { storage }
      )
      return linesOfKind.map((line, index) => [line, rates[index]!] as const)
    })
  )

/** Combines all jurisdictions of a line into one. */
const combineJurisdictions = (tax: LineTax): LineTax =>
  tax.jurisdictions.length
    ? {
        ...tax,
        jurisdictions: [
          {
            name: tax.jurisdictions.map(({ name }) => name).join(", "),
            rate: sumOf(tax.jurisdictions.map(({ rate }) => rate)),
            amount: tax.amount,
            exempt: tax.jurisdictions.every(({ exempt }) => exempt),
            parts: tax.jurisdictions,
          },
        ],
      }
    : tax

/** The shared context for writing an answer's lines. */
type WriteContext = {
  facts: EstimateFacts
  codesOf: (names: string[]) => string[]
  amountOf: FormatAmount
}

/** A jurisdiction takes two tax lines where one rate is not exact enough. */
const jurisdictionLines = (
  { tax, taxes }: PlacedLine,
  rates: RatedTaxes,
  { facts, codesOf, amountOf }: WriteContext
): TaxLine[] => {
  const codes = codesOf(
    taxes.map(({ name, parts }) => (parts ? "sales tax" : name))
  )
  const line = lineData(tax, amountOf)
  const lines: TaxLine[] = []
  taxes.forEach((jurisdiction, index) => {
    const { name, parts } = jurisdiction
    for (const rate of rates[index]!) {
      const data = answerDataOf(tax, line, facts)
      if (parts) {
        data.jurisdictions = parts.map((part) =>
          jurisdictionData(part, amountOf)
        )
      } else {
        data.jurisdiction = jurisdictionData(jurisdiction, amountOf)
      }
      lines.push(taxLine(tax.line, { name, code: codes[index]!, rate, data }))
    }
  })
  return lines
}

const untaxedLine = (
  tax: LineTax,
  { facts, codesOf, amountOf }: WriteContext
): TaxLine =>
  taxLine(tax.line, {
    name: "No tax",
    code: codesOf(["no tax"])[0]!,
    rate: 0,
    data: answerDataOf(tax, lineData(tax, amountOf), facts),
  })

const answerDataOf = (
  { remembered }: LineTax,
  line: LineData,
  {
    hasActiveRegistration,
    addressStatus,
    fingerprint,
    exemptBy,
    isGuest,
    isStateFromPostalCode,
    rememberedBecause,
  }: EstimateFacts
): KintsugiData | RememberedData => {
  const data: KintsugiData | RememberedData = remembered
    ? {
        source: "remembered",
        reason: rememberedBecause ?? "unavailable",
        as_of: remembered.asOf,
        approximate: remembered.isApproximate,
        has_active_registration: remembered.isRegistered,
        line,
      }
    : {
        source: "kintsugi",
        has_active_registration: hasActiveRegistration,
        address_status: addressStatus ?? null,
        line,
      }
  if (fingerprint) {
    data.fingerprint = fingerprint
  }
  if (exemptBy) {
    data.exempt_by = exemptBy
  }
  if (isGuest) {
    data.customer = "guest"
  }
  if (isStateFromPostalCode) {
    data.state_from = "postal_code"
  }
  return data
}

type FormatAmount = (amount: Decimal) => string

/** Formats each amount once: lines share many, and formatting is slow. */
const createAmountFormatter = (): FormatAmount => {
  const texts = new Map<Decimal, string>()
  return (amount) => {
    let text = texts.get(amount)
    if (text === undefined) {
      text = amount.toFixed(ANSWER_DIGITS)
      texts.set(amount, text)
    }
    return text
  }
}

const lineData = (tax: LineTax, amountOf: FormatAmount): LineData => ({
  tax_amount: amountOf(tax.amount),
  ...(tax.answeredAmount && {
    answered_tax_amount: amountOf(tax.answeredAmount),
  }),
  taxable_amount: amountOf(tax.taxableAmount),
  tax_rate: formatRate(tax.rate),
  exempt: tax.exempt,
  exempt_reason: tax.exemptReason ?? null,
})

const jurisdictionData = (
  jurisdiction: JurisdictionTax,
  amountOf: FormatAmount
): JurisdictionData => ({
  name: jurisdiction.name,
  rate: formatRate(jurisdiction.rate),
  amount: amountOf(jurisdiction.amount),
  exempt: jurisdiction.exempt,
  exempt_reason: jurisdiction.exemptReason ?? null,
})

const formatRate = (rate: Decimal): string => {
  let text = RATE_TEXTS.get(rate)
  if (text === undefined) {
    text = rate.toFixed()
    RATE_TEXTS.set(rate, text)
  }
  return text
}

/** Lines share their jurisdictions, and so their rates. */
const RATE_TEXTS = new WeakMap<Decimal, string>()

/**
 * The store's own rates as tax lines, marked as such; `undefined` where a line
 * has none, since no rate is not the same as a rate of zero.
 */
export const toFallbackLines = (
  lines: Pick<RequestedLine, "kind" | "id" | "rates">[],
  marking: Marking
): TaxLine[] | undefined => {
  const taxLines = lines.map((line) =>
    line.rates.flatMap(({ id, rate, code, name }) =>
      rate === null || rate === undefined
        ? []
        : [taxLine(line, { rate_id: id, name, code, rate, data: marking })]
    )
  )
  return taxLines.every((group) => group.length) ? taxLines.flat() : undefined
}

/** Lines with rate 0: no tax, and none left over from before. */
export const toZeroLines = (
  lines: Pick<RequestedLine, "kind" | "id">[],
  name: string,
  marking: Marking
): TaxLine[] =>
  lines.map((line) =>
    taxLine(line, {
      name,
      code: slug(marking.reason),
      rate: 0,
      data: marking,
    })
  )

type TaxLineFields = {
  rate_id?: string
  name: string
  code: string | null
  rate: number
  data: TaxLineData
}

const taxLine = (
  line: Pick<RequestedLine, "kind" | "id">,
  { rate_id, name, code, rate, data }: TaxLineFields
): TaxLine => {
  const provider_id = PROVIDER_ID
  // Object literals, since there are thousands of them.
  const taxLine =
    line.kind === "item"
      ? { name, code, rate, data, provider_id, line_item_id: line.id }
      : { name, code, rate, data, provider_id, shipping_line_id: line.id }
  return rate_id === undefined ? taxLine : { ...taxLine, rate_id }
}

const slug = (text: string): string =>
  text
    .normalize("NFD")
    .replace(/\p{Diacritic}/gu, "")
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, "-")
    .replace(/^-|-$/g, "")

/**
 * Stable and readable: `us-tx:texas-state-tax`. A name without Latin letters
 * leaves no slug. Lines share their jurisdictions, so their codes are built
 * once.
 */
const taxCodes = (place: string): ((names: string[]) => string[]) => {
  const codesByNames = new Map<string, string[]>()
  const codeOf = (name: string) =>
    `${place.toLowerCase()}:${slug(name) || "tax"}`
  return (names) => {
    const key = JSON.stringify(names)
    const codes = codesByNames.get(key) ?? uniqueCodes(names.map(codeOf))
    codesByNames.set(key, codes)
    return codes
  }
}

/** Jurisdictions with the same name are numbered, skipping codes in use. */
const uniqueCodes = (codes: string[]): string[] => {
  const codesInUse = new Set(codes)
  return codes.map((code, index) => {
    if (codes.indexOf(code) === index) {
      return code
    }
    let number = 2
    while (codesInUse.has(`${code}-${number}`)) {
      number += 1
    }
    codesInUse.add(`${code}-${number}`)
    return `${code}-${number}`
  })
}
