import type { MedusaContainer } from "@medusajs/framework/types"
import { MathBN } from "@medusajs/framework/utils"
import { KINTSUGI_MODULE } from "../../modules/kintsugi"
import type {
  ReportLevel,
  ReportPlace,
  SummedExemption,
  SummedJurisdiction,
  SummedReport,
} from "../../modules/kintsugi/queries/read-report"
import type { ReportFilter } from "../../modules/kintsugi/queries/report-filter"
import type { KintsugiModuleService } from "../../modules/kintsugi/service"
import { ledgerDigits } from "../../ledger/allocate"
import { monthsBetween } from "../../report/months-between"
import {
  NO_FIGURES,
  type ReportFigures,
  toReportFigures,
} from "../../report/report-figures"
import { type FillProgress, fillProgress } from "./fill-report"
import { type ReportQuery, reportScope } from "./report-scope"

/** Figures with what is exempt of them, by reason; in major units. */
export type FiguresWithReasons = ReportFigures & {
  exempt_reasons: Record<string, string>
}

/** A jurisdiction's part of a report, in major units. */
export type JurisdictionReport = Omit<SummedJurisdiction, "month"> & {
  /** `tax_collected` less `tax_refunded`. */
  tax: string
}

/** The tax report of a range, of a place, in a currency. */
export type TaxReport = {
  /** Days in `time_zone`; both are included. */
  from: string
  to: string
  time_zone: string
  currency_code: string
  /** Those that the store has sold in. */
  currencies: string[]
  /** The place that it is about; absent: all. */
  place: Partial<ReportPlace>
  /** By what `places` divides it. */
  level: ReportLevel
  totals: FiguresWithReasons
  /** Each month of the range, `YYYY-MM`. */
  months: (ReportFigures & { month: string })[]
  /** The places in it, at most 1,000; empty: it is not divided further. */
  places: (FiguresWithReasons & ReportPlace)[]
  /** How many more there are. */
  places_left_off: number
  /** Of a country or a smaller place: who levies its tax. */
  jurisdictions: JurisdictionReport[]
  /** Sales that wait for payment or fulfillment, and are not counted. */
  waiting: ReportFigures
  /** How far the first reading of all orders is; null: it is over. */
  progress: FillProgress | null
  /** How many orders changed and are read within a minute, 1,000 at most. */
  changed: number
}

const MOST_PLACES = 1_000
const MOST_CHANGED = 1_000

/** Reads the tax report. */
export const readReport = async (
  query: ReportQuery,
  container: MedusaContainer
): Promise<TaxReport> => {
  const service = container.resolve<KintsugiModuleService>(KINTSUGI_MODULE)
  const { filter, currencies } = await reportScope(query, container)
  const [divided, waiting, jurisdictions, progress, changed] =
    await Promise.all([
      divide(filter, service),
      service.report.sumReport({ ...filter, isWaiting: true }, "state"),
      filter.country === undefined
        ? []
        : service.report.sumJurisdictions(filter),
      fillProgress(service),
      service.report.countDue(MOST_CHANGED),
    ])
  const { level, sums, exemptions } = divided
  const figures = (row: Parameters<typeof toReportFigures>[0] | undefined) =>
    toReportFigures(row ?? NO_FIGURES, filter.currencyCode)
  const reasonsOf = reasonSums(exemptions, filter.currencyCode)
  const byMonth = new Map(sums.months.map((row) => [row.month, row]))
  const { country, state, county, city } = filter
  return {
    from: filter.from,
    to: filter.to,
    time_zone: filter.timeZone,
    currency_code: filter.currencyCode,
    currencies,
    place: { country, state, county, city },
    level,
    totals: { ...figures(sums.totals), exempt_reasons: reasonsOf(() => true) },
    months: monthsBetween(filter.from, filter.to).map((month) => ({
      month,
      ...figures(byMonth.get(month)),
    })),
    places: divided.places.slice(0, MOST_PLACES).map((place) => ({
      ...placeOf(place),
      ...figures(place),
      exempt_reasons: reasonsOf((row) => isSamePlace(row, place)),
    })),
    places_left_off: Math.max(0, divided.places.length - MOST_PLACES),
    jurisdictions: jurisdictions.map((row) =>
      toJurisdictionReport(row, filter.currencyCode)
    ),
    waiting: figures(waiting.totals),
    progress: progress ?? null,
    changed,
  }
}

/** A jurisdiction's sums in the digits of the currency. */
export const toJurisdictionReport = (
  row: Omit<SummedJurisdiction, "month">,
  currencyCode: string
): JurisdictionReport => {
  const digits = ledgerDigits(currencyCode)
  const format = (amount: string) => MathBN.convert(amount).toFixed(digits)
  return {
    name: row.name,
    level: row.level,
    rate: MathBN.convert(row.rate).toFixed(),
    gross: format(row.gross),
    exempt: format(row.exempt),
    taxable: format(row.taxable),
    tax_collected: format(row.tax_collected),
    tax_refunded: format(row.tax_refunded),
    tax: MathBN.sub(row.tax_collected, row.tax_refunded).toFixed(digits),
  }
}

type Divided = {
  level: ReportLevel
  sums: SummedReport
  places: SummedReport["places"]
  exemptions: SummedExemption[]
}

/**
 * Divides a report by the places within its own. A state whose taxes name no
 * county is divided by its cities at once.
 */
const divide = async (
  filter: ReportFilter,
  service: KintsugiModuleService
): Promise<Divided> => {
  const level = levelWithin(filter)
  const [sums, exemptions] = await Promise.all([
    service.report.sumReport(filter, level),
    service.report.sumExemptions(filter, level),
  ])
  const { places } = sums
  const isDivided = places.some((place) => place[level] !== "")
  if (level === "county" && !isDivided) {
    return divide({ ...filter, county: "" }, service)
  }
  return {
    level,
    sums,
    exemptions,
    places:
      filter.city !== undefined || (level === "city" && !isDivided)
        ? []
        : places,
  }
}

/** The level by which a place is divided. */
export const levelWithin = ({
  state,
  county,
}: Pick<ReportFilter, "state" | "county">): ReportLevel =>
  state === undefined ? "state" : county === undefined ? "county" : "city"

const placeOf = ({
  country,
  state,
  county,
  city,
}: ReportPlace): ReportPlace => ({
  country,
  state,
  ...(county !== undefined && { county }),
  ...(city !== undefined && { city }),
})

/** Whether two places of one level are the same. */
export const isSamePlace = (a: ReportPlace, b: ReportPlace): boolean =>
  a.country === b.country &&
  a.state === b.state &&
  a.county === b.county &&
  a.city === b.city

const reasonSums =
  (exemptions: SummedExemption[], currencyCode: string) =>
  (matches: (row: SummedExemption) => boolean): Record<string, string> => {
    const sums = new Map<string, string>()
    for (const { reason, amount } of exemptions.filter(matches)) {
      sums.set(reason, MathBN.add(sums.get(reason) ?? 0, amount).toFixed())
    }
    const digits = ledgerDigits(currencyCode)
    return Object.fromEntries(
      [...sums].map(([reason, amount]) => [
        reason,
        MathBN.convert(amount).toFixed(digits),
      ])
    )
  }
