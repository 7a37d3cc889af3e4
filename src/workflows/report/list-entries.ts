import type { MedusaContainer } from "@medusajs/framework/types"
import { MathBN, MedusaError } from "@medusajs/framework/utils"
import { KINTSUGI_MODULE } from "../../modules/kintsugi"
import type {
  ListedEntry,
  ReportCursor,
} from "../../modules/kintsugi/queries/read-report"
import type { KintsugiModuleService } from "../../modules/kintsugi/service"
import { ledgerDigits } from "../../ledger/allocate"
import type { ReportType } from "../../report/current-entries"
import { type ReportQuery, reportScope } from "./report-scope"

/** An order's sale, credit note or cancellation behind a figure. */
export type EntryReading = {
  id: string
  order_id: string
  display_id: string | null
  type: ReportType
  reason: string
  occurred_at: Date
  currency_code: string
  country: string
  state: string
  county: string
  city: string
  /** In major units; negative where it was taken back. */
  gross: string
  exempt: string
  taxable: string
  tax: string
  total: string
  calculated_tax: string | null
}

/** A page of entries. */
export type EntriesReading = {
  entries: EntryReading[]
  /** The parameter `after` of the next page; null: there is none. */
  next: string | null
}

/**
 * The entries behind a figure of the report, the latest first.
 *
 * @throws MedusaError (invalid_data) where `after` is not a page's `next`
 */
export const listReportEntries = async (
  query: ReportQuery,
  page: { limit: number; after?: string; isWaiting?: boolean },
  container: MedusaContainer
): Promise<EntriesReading> => {
  const service = container.resolve<KintsugiModuleService>(KINTSUGI_MODULE)
  const { filter } = await reportScope(query, container)
  const entries = await service.report.listEntries({
    filter: { ...filter, isWaiting: page.isWaiting },
    after: page.after === undefined ? undefined : readCursor(page.after),
    limit: page.limit + 1,
  })
  const shown = entries.slice(0, page.limit)
  const last = shown.at(-1)
  return {
    entries: shown.map(toReading),
    next: last && entries.length > page.limit ? writeCursor(last) : null,
  }
}

const toReading = (entry: ListedEntry): EntryReading => {
  const digits = ledgerDigits(entry.currency_code)
  const format = (amount: string) => MathBN.convert(amount).toFixed(digits)
  return {
    id: entry.id,
    order_id: entry.order_id,
    display_id: entry.display_id,
    type: entry.type,
    reason: entry.reason,
    occurred_at: entry.occurred_at,
    currency_code: entry.currency_code,
    country: entry.country,
    state: entry.state,
    county: entry.county,
    city: entry.city,
    gross: format(entry.gross),
    exempt: format(entry.exempt),
    taxable: format(entry.taxable),
    tax: format(entry.tax),
    total: MathBN.add(entry.gross, entry.tax).toFixed(digits),
    calculated_tax:
      entry.calculated_tax === null ? null : format(entry.calculated_tax),
  }
}

const writeCursor = ({ cursor_at, id }: ListedEntry): string =>
  Buffer.from(JSON.stringify([cursor_at, id])).toString("base64url")

const readCursor = (text: string): ReportCursor => {
  try {
    const [at, id] = JSON.parse(
      Buffer.from(text, "base64url").toString()
    ) as unknown[]
    if (
      typeof at === "string" &&
      !Number.isNaN(Date.parse(at)) &&
      typeof id === "string"
    ) {
      return { at, id }
    }
  } catch {
    // Not one of ours.
  }
  throw new MedusaError(
    MedusaError.Types.INVALID_DATA,
    "Field 'after' must be the 'next' of an earlier answer. Leave it out to begin with the first page."
  )
}
