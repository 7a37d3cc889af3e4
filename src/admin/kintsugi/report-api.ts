import { keepPreviousData, useInfiniteQuery } from "@tanstack/react-query"
import type { ReportEntries, TaxReport } from "./answers"
import { download } from "./download"
import { KEY, ROOT, useRead } from "./request"
import { sdk } from "./sdk"

/** What a report is asked for. */
export type ReportQuery = {
  from?: string
  to?: string
  currency_code?: string
  country?: string
  state?: string
  county?: string
  city?: string
}

/** Which of its entries are listed. */
export type EntriesFilter = {
  jurisdiction?: string
  source?: string
  waiting?: true
}

/** How often a report that is still being filled is read again, in ms. */
const FILLING_MS = 5_000

export const useReport = (query: ReportQuery) =>
  useRead<{ report: TaxReport }>(["report", query], "/report", query, {
    placeholderData: keepPreviousData,
    refetchInterval: ({ state }) =>
      state.data?.report.progress || state.data?.report.changed
        ? FILLING_MS
        : false,
  })

/** The entries behind a figure, page by page. */
export const useReportEntries = (query: ReportQuery & EntriesFilter) =>
  useInfiniteQuery({
    queryKey: [KEY, "report-entries", query],
    queryFn: ({ pageParam }) =>
      sdk.client.fetch<ReportEntries>(`${ROOT}/report`, {
        query: { ...query, view: "entries", after: pageParam },
      }),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: ({ next }) => next ?? undefined,
    retry: false,
  })

/** The CSVs of the report. */
export const REPORT_CSVS = ["summary", "jurisdictions", "lines"] as const

/** Which CSV of the report. */
export type ReportCsv = (typeof REPORT_CSVS)[number]

/** Saves a CSV of the report. */
export const downloadReport = (
  view: ReportCsv,
  query: ReportQuery
): Promise<void> =>
  download("/report", `tax-report-${view}.csv`, {
    ...query,
    view,
    format: "csv",
  })
