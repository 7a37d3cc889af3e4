import type {
  ItemTaxLineDTO,
  ShippingTaxLineDTO,
} from "@medusajs/framework/types"
import { MathBN } from "@medusajs/framework/utils"
import type { JurisdictionTax, LineTax } from "./match-estimate"
import {
  type RateStorage,
  type RatedTaxes,
  effectiveRates,
} from "./effective-rates"
import { type PlacedTax, withPlacedFees } from "./flat-fees"
import type { Decimal } from "./money"
import type { AskedLine, TaxableLine } from "./taxable-lines"

export type TaxLine = ItemTaxLineDTO | ShippingTaxLineDTO

/** The id of the item or shipping method that a tax line is of. */
export const lineOf = (taxLine: TaxLine): string =>
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
  /** Names the cart that was estimated. */
  fingerprint?: string
  /** Why the customer is taxed nothing, in the merchant's words. */
  exemptBecause?: string
}

export type TaxLineOptions = {
  /**
   * One tax line an item, with its jurisdictions in `data` alone: for a store
   * where nothing keeps Medusa from mangling several.
   */
  combined: boolean
  /** How Medusa keeps the rates. */
  storage: RateStorage
}

/**
 * Medusa's tax lines for Kintsugi's answer: one for each jurisdiction, named as
 * Kintsugi names it, with a rate (in percent) that gives Kintsugi's amount when
 * Medusa multiplies it with the line's. An untaxed line gets one of rate 0, so
 * that an older tax does not survive.
 *
 * `data` says where the tax comes from (`source: "kintsugi"`), the
 * jurisdiction's statutory rate and amount, and Kintsugi's answer for the line.
 */
export const toTaxLines = (
  taxes: LineTax[],
  facts: EstimateFacts,
  { combined, storage }: TaxLineOptions
): TaxLine[] => {
  const placed = placedTaxes(combined ? taxes.map(inOne) : taxes)
  const rates = ratesOf(placed, storage)
  const writing = {
    facts,
    codesOf: taxCodes(facts.place),
    amountOf: writtenOnce(),
  }
  return placed.flatMap((line) =>
    line.taxes.length
      ? jurisdictionLines(line, rates.get(line)!, writing)
      : [untaxedLine(line.tax, writing)]
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

const placedTaxes = (taxes: LineTax[]): PlacedLine[] => {
  const { lines, unplaced } = withPlacedFees<JurisdictionTax, AnsweredLine>(
    taxes.map((tax) => ({
      kind: tax.line.kind,
      price: tax.line.price,
      amount: tax.line.amount,
      tax,
      taxes: tax.jurisdictions,
    }))
  )
  // Where nothing costs anything, a fee stays where it was answered for: no
  // rate can charge it, but `data` shows it.
  for (const tax of unplaced) {
    lines[tax.movedFrom ?? 0]?.taxes.push({ ...tax, movedFrom: undefined })
  }
  return lines
}

/** Items and shipping methods apart, as Medusa shows their sums apart. */
const ratesOf = (
  lines: PlacedLine[],
  storage: RateStorage
): Map<PlacedLine, RatedTaxes> =>
  new Map(
    (["item", "shipping"] as const).flatMap((kind) => {
      const ofKind = lines.filter((line) => line.kind === kind)
      const rates = effectiveRates(
        ofKind.map(({ price, amount, taxes }) => ({
          price,
          amount,
          taxes: taxes.map(({ amount, rate }) => ({
            amount,
            statutoryRate: rate,
          })),
        })),
        { storage }
      )
      return ofKind.map((line, index) => [line, rates[index]!] as const)
    })
  )

/** All jurisdictions of a line as one. */
const inOne = (tax: LineTax): LineTax =>
  tax.jurisdictions.length
    ? {
        ...tax,
        jurisdictions: [
          {
            name: tax.jurisdictions.map(({ name }) => name).join(", "),
            rate: MathBN.sum(...tax.jurisdictions.map(({ rate }) => rate)),
            amount: tax.amount,
            exempt: tax.jurisdictions.every(({ exempt }) => exempt),
            parts: tax.jurisdictions,
          },
        ],
      }
    : tax

/** What all lines of an answer are written with. */
type Writing = {
  facts: EstimateFacts
  codesOf: (names: string[]) => string[]
  amountOf: Written
}

/** A jurisdiction takes two tax lines where one rate is not exact enough. */
const jurisdictionLines = (
  { tax, taxes }: PlacedLine,
  rates: RatedTaxes,
  { facts, codesOf, amountOf }: Writing
): TaxLine[] => {
  const codes = codesOf(
    taxes.map(({ name, parts }) => (parts ? "sales tax" : name))
  )
  const line = lineData(tax, amountOf)
  const lines: TaxLine[] = []
  taxes.forEach((jurisdiction, index) => {
    const { name, parts } = jurisdiction
    for (const rate of rates[index]!) {
      const data = kintsugiData(line, facts)
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
  { facts, codesOf, amountOf }: Writing
): TaxLine =>
  taxLine(tax.line, {
    name: "No tax",
    code: codesOf(["no tax"])[0]!,
    rate: 0,
    data: kintsugiData(lineData(tax, amountOf), facts),
  })

const kintsugiData = (
  line: ReturnType<typeof lineData>,
  {
    hasActiveRegistration,
    addressStatus,
    fingerprint,
    exemptBecause,
  }: EstimateFacts
): Record<string, unknown> => {
  const data: Record<string, unknown> = {
    source: "kintsugi",
    has_active_registration: hasActiveRegistration,
    address_status: addressStatus ?? null,
    line,
  }
  if (fingerprint) {
    data.fingerprint = fingerprint
  }
  if (exemptBecause) {
    data.exempt_because = exemptBecause
  }
  return data
}

type Written = (amount: Decimal) => string

/** Amounts as texts; lines share many, and writing one takes its time. */
const writtenOnce = (): Written => {
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

const lineData = (tax: LineTax, amountOf: Written) => ({
  tax_amount: amountOf(tax.amount),
  taxable_amount: amountOf(tax.taxableAmount),
  tax_rate: written(tax.rate),
  exempt: tax.exempt,
  exempt_reason: tax.exemptReason ?? null,
})

const jurisdictionData = (
  jurisdiction: JurisdictionTax,
  amountOf: Written
) => ({
  name: jurisdiction.name,
  rate: written(jurisdiction.rate),
  amount: amountOf(jurisdiction.amount),
  exempt: jurisdiction.exempt,
  exempt_reason: jurisdiction.exemptReason ?? null,
})

const written = (rate: Decimal): string => {
  let text = TEXTS.get(rate)
  if (text === undefined) {
    text = rate.toFixed()
    TEXTS.set(rate, text)
  }
  return text
}

/** Lines share their jurisdictions, and so their rates. */
const TEXTS = new WeakMap<Decimal, string>()

/** Why a line carries something else than Kintsugi's answer. */
export type Marking = {
  /** `pending`: there is no address to estimate yet. */
  source: "fallback" | "zero" | "pending"
  /** A stable word: an error's code, `not_configured`, `address_incomplete`, … */
  reason: string
  /** Names the cart that these lines stand for, where the whole was known. */
  fingerprint?: string
  /** Why nothing that this customer buys is taxed. */
  exempt_because?: string
}

/**
 * The store's own rates as tax lines, marked as such; `undefined` where a line
 * has none, since no rate is not the same as a rate of zero.
 */
export const toFallbackLines = (
  lines: Pick<AskedLine, "kind" | "id" | "rates">[],
  marking: Marking
): TaxLine[] | undefined => {
  const taxLines = lines.map((line) =>
    line.rates.flatMap(({ id, rate, code, name }) =>
      rate === null || rate === undefined
        ? []
        : [taxLine(line, { rate_id: id, name, code, rate, data: marking })]
    )
  )
  return taxLines.every((ofLine) => ofLine.length) ? taxLines.flat() : undefined
}

/** Lines of rate 0: no tax, and none left over from before. */
export const toZeroLines = (
  lines: Pick<AskedLine, "kind" | "id">[],
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
  data: Record<string, unknown>
}

const taxLine = (
  line: Pick<AskedLine, "kind" | "id">,
  { rate_id, name, code, rate, data }: TaxLineFields
): TaxLine => {
  const provider_id = PROVIDER_ID
  // Literals, since there are thousands of them.
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
 * leaves nothing to read. Lines share their jurisdictions, so their codes are
 * spelt once.
 */
const taxCodes = (place: string): ((names: string[]) => string[]) => {
  const known = new Map<string, string[]>()
  const codeOf = (name: string) =>
    `${place.toLowerCase()}:${slug(name) || "tax"}`
  return (names) => {
    const key = JSON.stringify(names)
    const codes = known.get(key) ?? uniqueCodes(names.map(codeOf))
    known.set(key, codes)
    return codes
  }
}

/** Jurisdictions of one name are numbered, past the names that have a number. */
const uniqueCodes = (codes: string[]): string[] => {
  const taken = new Set(codes)
  return codes.map((code, index) => {
    if (codes.indexOf(code) === index) {
      return code
    }
    let number = 2
    while (taken.has(`${code}-${number}`)) {
      number += 1
    }
    taken.add(`${code}-${number}`)
    return `${code}-${number}`
  })
}
