import type { MedusaContainer } from "@medusajs/framework/types"
import { MathBN } from "@medusajs/framework/utils"
import type { CsvCell } from "../csv/csv-line"
import { csvChunks } from "../csv/csv-chunks"
import { dayIn } from "../../ledger/shop-date"
import { KINTSUGI_MODULE } from "../../modules/kintsugi"
import type {
  ExportFilter,
  ExportedRow,
} from "../../modules/kintsugi/queries/ledger-export"
import type { KintsugiModuleService } from "../../modules/kintsugi/service"
import { currencyDigits } from "../../tax/money"
import {
  type TransactionFilter,
  filterTimeZone,
  periodOf,
  searchTermOf,
} from "./transaction-filter"

/** How many entries are in memory at a time. */
const PAGE = 1_000

/**
 * The ledger as a CSV file, latest entries first: what the same filter lists.
 * The columns are described in docs/reporting.md.
 *
 * @returns the file's parts
 */
export const exportTransactions = async (
  filter: TransactionFilter,
  container: MedusaContainer
): Promise<AsyncGenerator<string, void>> => {
  const service = container.resolve<KintsugiModuleService>(KINTSUGI_MODULE)
  const timeZone = await filterTimeZone(container)
  const exported = exportFilterOf(filter, timeZone)
  return csvChunks<ExportedRow>(
    COLUMNS.map(([name]) => name),
    (after) => service.ledger.listExportedRows(exported, PAGE, after),
    (row) => exportedCells(row, timeZone)
  )
}

const exportFilterOf = (
  filter: TransactionFilter,
  timeZone: string
): ExportFilter => {
  const term = searchTermOf(filter.q)
  return {
    states: filter.state,
    types: filter.type,
    orderId: filter.order_id,
    onlyNotAnswered: filter.not_answered,
    ...(term && ("display_id" in term ? { displayId: term.display_id } : term)),
    ...periodOf(filter, timeZone),
  }
}

/** An entry's cells; the amounts of credit notes are negative. */
export const exportedCells = (row: ExportedRow, timeZone: string): CsvCell[] =>
  COLUMNS.map(([, cellOf]) => cellOf(row, timeZone))

type Column = [
  name: string,
  cellOf: (row: ExportedRow, zone: string) => CsvCell,
]

const COLUMNS: Column[] = [
  ["date", ({ occurred_at }, zone) => dayIn(new Date(occurred_at), zone)],
  ["occurred_at", ({ occurred_at }) => new Date(occurred_at)],
  ["order", ({ display_id }) => display_id],
  ["order_id", ({ order_id }) => order_id],
  ["type", ({ type }) => type],
  ["reason", ({ reason }) => reason],
  ["state", ({ state }) => state],
  ["waits_for", ({ blocked_by }) => blocked_by],
  ["currency", ({ currency_code }) => currency_code.toUpperCase()],
  ["net", (row) => signed(row.net, row)],
  ["tax", (row) => signed(row.tax, row)],
  ["total", (row) => signed(MathBN.add(row.net, row.tax).toFixed(), row)],
  [
    "calculated_tax",
    (row) =>
      row.calculated_tax === null ? null : signed(row.calculated_tax, row),
  ],
  [
    "difference",
    (row) =>
      row.calculated_tax === null
        ? null
        : signed(MathBN.sub(row.tax, row.calculated_tax).toFixed(), row),
  ],
  ["tax_source", ({ tax_source }) => tax_source],
  ["external_id", ({ external_id }) => external_id],
  ["kintsugi_id", ({ kintsugi_id }) => kintsugi_id],
  ["kintsugi_status", ({ kintsugi_status }) => kintsugi_status],
  ["in_filing", ({ locked }) => locked],
  [
    "delivered_at",
    ({ delivered_at }) => delivered_at && new Date(delivered_at),
  ],
  ["message", ({ message }) => message],
]

/** With at least the currency's digits, and all that are stored. */
const signed = (
  amount: string,
  { type, currency_code }: Pick<ExportedRow, "type" | "currency_code">
): CsvCell => {
  const value = MathBN.mult(amount, type === "sale" ? 1 : -1)
  const digits = currencyDigits(currency_code)
  const text = value.toFixed(Math.max(digits, value.decimalPlaces() ?? 0))
  return { number: text.replace(/^-(?=0(\.0+)?$)/, "") }
}
