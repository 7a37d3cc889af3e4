import { keepPreviousData, useInfiniteQuery } from "@tanstack/react-query"
import type { ReportEntries, TaxReport } from "./answers"
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

/** Saves a CSV of the report as the browser saves a download. */
export const downloadReport = async (
  view: ReportCsv,
  query: ReportQuery
): Promise<void> => {
  // Not a link: with tokens instead of sessions, the browser alone has no key.
  const response = await sdk.client.fetch<Response>(`${ROOT}/report`, {
    query: { ...query, view, format: "csv" },
    headers: { accept: "text/csv" },
  })
  const url = URL.createObjectURL(await response.blob())
  const link = document.createElement("a")
  link.href = url
  link.download =
    /filename="([^"]+)"/.exec(
      response.headers.get("content-disposition") ?? ""
    )?.[1] ?? `tax-report-${view}.csv`
  link.click()
  URL.revokeObjectURL(url)
}
