import { useSearchParams } from "react-router-dom"
import type { EntriesFilter, ReportQuery } from "../../kintsugi/report-api"

const PLACES = ["country", "state", "county", "city"] as const
const RANGE = ["from", "to", "currency_code"] as const

/** A place to drill down to; what is absent is not fixed. */
export type PlacePath = Partial<Record<(typeof PLACES)[number], string>>

type Change = Partial<
  Record<
    (typeof RANGE | typeof PLACES)[number] | keyof EntriesFilter,
    string | undefined
  >
>

/**
 * What the page shows, which is in its URL: a report can be sent to a colleague,
 * and the browser's Back goes up again.
 */
export const useReportQuery = () => {
  const [searchParams, setSearchParams] = useSearchParams()
  const read = (name: string) => searchParams.get(name) ?? undefined
  const query: ReportQuery = Object.fromEntries(
    [...RANGE, ...PLACES].flatMap((name) => {
      const value = read(name)
      return value === undefined ? [] : [[name, value]]
    })
  )
  const entries: EntriesFilter = {
    jurisdiction: read("jurisdiction"),
    source: read("source"),
    ...(read("waiting") && { waiting: true as const }),
  }
  const change = (changed: Change) =>
    setSearchParams((before) => {
      const after = new URLSearchParams(before)
      for (const [name, value] of Object.entries(changed)) {
        if (value === undefined) {
          after.delete(name)
        } else {
          after.set(name, value)
        }
      }
      return after
    })
  return {
    query,
    entries,
    setRange: (range: { from?: string; to?: string }) => change(range),
    setCurrency: (currency_code: string) => change({ currency_code }),
    openPlace: (place: PlacePath) =>
      change({
        ...Object.fromEntries(PLACES.map((name) => [name, place[name]])),
        ...NO_FILTER,
      }),
    showEntries: (filter: Change) => change({ ...NO_FILTER, ...filter }),
  }
}

const NO_FILTER: Change = {
  jurisdiction: undefined,
  source: undefined,
  waiting: undefined,
}
