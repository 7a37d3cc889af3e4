import type { MedusaContainer } from "@medusajs/framework/types"
import { MathBN } from "@medusajs/framework/utils"
import { KINTSUGI_MODULE } from "../../modules/kintsugi"
import type {
  ReportCursor,
  ReportPlace,
} from "../../modules/kintsugi/queries/read-report"
import type { ReportFilter } from "../../modules/kintsugi/queries/report-filter"
import type { KintsugiModuleService } from "../../modules/kintsugi/service"
import { ledgerDigits } from "../../ledger/allocate"
import { dayIn } from "../../ledger/shop-date"
import type { ReportEntry, ReportRow } from "../../report/report-entry"
import { REPORT_AMOUNTS, toReportFigures } from "../../report/report-figures"
import { type CsvCell, csvLine } from "../csv/csv-line"
import { isSamePlace, levelWithin, toJurisdictionReport } from "./read-report"
import { type ReportQuery, reportScope } from "./report-scope"

/** Which CSV of the report. */
type CsvView = "summary" | "jurisdictions" | "lines"

/** Entries that are read at a time; each has a row a line and jurisdiction. */
const PAGE = 200

/**
 * The report as CSV, in pieces: no more than a page of it is in memory.
 *
 * @throws MedusaError (invalid_data) where the range is empty
 */
export const writeReportCsv = async (
  view: CsvView,
  query: ReportQuery,
  container: MedusaContainer
): Promise<{ name: string; pieces: AsyncGenerator<string, void> }> => {
  const { filter } = await reportScope(query, container)
  const service = container.resolve<KintsugiModuleService>(KINTSUGI_MODULE)
  return {
    name: `tax-report-${view}-${filter.from}-${filter.to}-${filter.currencyCode}.csv`,
    pieces: WRITERS[view](filter, service),
  }
}

type Write = (
  filter: ReportFilter,
  service: KintsugiModuleService
) => AsyncGenerator<string, void>

const number = (amount: string | number): CsvCell => ({
  number: String(amount),
})

const placeCells = ({
  country,
  state,
  county,
  city,
}: ReportPlace): CsvCell[] => [country, state, county ?? null, city ?? null]

const PLACE_NAMES = ["country", "state", "county", "city"]

/** A row a month and place; the places are those that the page shows. */
async function* writeSummary(
  filter: ReportFilter,
  service: KintsugiModuleService
): AsyncGenerator<string, void> {
  const level = levelWithin(filter)
  const [cells, exemptions] = await Promise.all([
    service.report.sumByMonthAndPlace(filter, level),
    service.report.sumExemptions(filter, level, { byMonth: true }),
  ])
  const reasons = [
    ...new Set(exemptions.map(({ reason }) => reason)),
  ].toSorted()
  const digits = ledgerDigits(filter.currencyCode)
  yield csvLine([
    "month",
    "currency",
    ...PLACE_NAMES,
    "orders",
    ...REPORT_AMOUNTS,
    ...reasons.map((reason) => `exempt_${reason}`),
  ])
  for (const cell of cells) {
    const figures = toReportFigures(cell, filter.currencyCode)
    const ofCell = exemptions.filter(
      (one) => one.month === cell.month && isSamePlace(one, cell)
    )
    yield csvLine([
      cell.month,
      filter.currencyCode.toUpperCase(),
      ...placeCells(cell),
      number(figures.orders),
      ...REPORT_AMOUNTS.map((name) => number(figures[name])),
      ...reasons.map((reason) =>
        number(
          MathBN.convert(
            ofCell.find((one) => one.reason === reason)?.amount ?? 0
          ).toFixed(digits)
        )
      ),
    ])
  }
}

const JURISDICTION_AMOUNTS = [
  "rate",
  "gross",
  "exempt",
  "taxable",
  "tax_collected",
  "tax_refunded",
  "tax",
] as const

/** A row a month, state and jurisdiction, one state after the other. */
async function* writeJurisdictions(
  filter: ReportFilter,
  service: KintsugiModuleService
): AsyncGenerator<string, void> {
  const { places } = await service.report.sumReport(filter, "state")
  yield csvLine([
    "month",
    "currency",
    "country",
    "state",
    "jurisdiction",
    "level",
    ...JURISDICTION_AMOUNTS,
  ])
  for (const { country, state } of places) {
    const rows = await service.report.sumJurisdictions(
      { ...filter, country, state },
      { byMonth: true }
    )
    for (const { month, ...row } of rows) {
      const figures = toJurisdictionReport(row, filter.currencyCode)
      yield csvLine([
        month,
        filter.currencyCode.toUpperCase(),
        country,
        state,
        row.name,
        row.level,
        ...JURISDICTION_AMOUNTS.map((name) => number(figures[name])),
      ])
    }
  }
}

/** The columns of a line's row, in addition to its entry's. */
const ROW_TEXTS = [
  "kind",
  "line_id",
  "title",
  "sku",
  "product_id",
  "jurisdiction",
  "level",
  "source",
  "exempt_reason",
] as const satisfies (keyof ReportRow)[]

const ROW_AMOUNTS = [
  "gross",
  "exempt",
  "taxable",
  "tax",
  "line_gross",
  "line_exempt",
  "line_taxable",
] as const satisfies (keyof ReportRow)[]

/** A row a line and jurisdiction, in the order of time. */
async function* writeLines(
  filter: ReportFilter,
  service: KintsugiModuleService
): AsyncGenerator<string, void> {
  let header = csvLine([
    "date",
    "occurred_at",
    "currency",
    "order",
    "order_id",
    "entry",
    "type",
    "reason",
    ...PLACE_NAMES,
    ...ROW_TEXTS,
    "quantity",
    "rate",
    ...ROW_AMOUNTS,
  ])
  let after: ReportCursor | undefined
  for (;;) {
    const entries = await service.report.listEntriesWithRows({
      filter,
      after,
      limit: PAGE,
    })
    yield header + entries.map((entry) => entryLines(entry, filter)).join("")
    header = ""
    const last = entries.at(-1)
    if (!last || entries.length < PAGE) {
      return
    }
    after = { at: last.cursor_at, id: last.id }
  }
}

const entryLines = (entry: ReportEntry, { timeZone }: ReportFilter): string => {
  const digits = ledgerDigits(entry.currency_code)
  const occurredAt = new Date(entry.occurred_at)
  const cells: CsvCell[] = [
    dayIn(occurredAt, timeZone),
    occurredAt.toISOString(),
    entry.currency_code.toUpperCase(),
    entry.display_id,
    entry.order_id,
    entry.external_id,
    entry.type,
    entry.reason,
    ...placeCells(entry),
  ]
  return entry.rows
    .map((row) =>
      csvLine([
        ...cells,
        ...ROW_TEXTS.map((name) => row[name]),
        number(row.quantity),
        number(row.rate),
        ...ROW_AMOUNTS.map((name) =>
          number(MathBN.convert(row[name]).toFixed(digits))
        ),
      ])
    )
    .join("")
}

const WRITERS: Record<CsvView, Write> = {
  summary: writeSummary,
  jurisdictions: writeJurisdictions,
  lines: writeLines,
}
