import { useSearchParams } from "react-router-dom"
import type { RecordFilter } from "../../kintsugi/ledger-api"
import { useDebouncedValue } from "../use-debounced-value"

/** The filter `taxed`: orders that Kintsugi could not answer for. */
export const WITHOUT_ANSWER = "without_answer"

/** The names of the filters, as they are in the page's URL. */
export const SEARCH_NAMES = [
  "q",
  "state",
  "type",
  "taxed",
  "from",
  "to",
] as const

export type SearchName = (typeof SEARCH_NAMES)[number]

/** The search and the filters of the records, which the page's URL keeps. */
export type RecordSearch = {
  /** As they are in the URL; an empty string: not set. */
  values: Record<SearchName, string>
  /** As the server takes them. */
  filter: RecordFilter
  /** Changes with each of them. */
  key: string
  isFiltered: boolean
  /** @param value - an empty string removes the filter */
  set: (name: SearchName, value: string) => void
}

/** The summary counts records that are being sent as waiting. */
const statesOf = (state: string): string[] | undefined =>
  state === "waiting" ? ["waiting", "sending"] : state ? [state] : undefined

export const useRecordSearch = (): RecordSearch => {
  const [searchParams, setSearchParams] = useSearchParams()
  const valueOf = (name: SearchName) => searchParams.get(name) ?? ""
  const values = {
    q: valueOf("q"),
    state: valueOf("state"),
    type: valueOf("type"),
    taxed: valueOf("taxed"),
    from: valueOf("from"),
    to: valueOf("to"),
  }
  const q = useDebouncedValue(values.q.trim())
  return {
    values,
    filter: {
      q: q || undefined,
      state: statesOf(values.state),
      type: values.type || undefined,
      not_answered: values.taxed === WITHOUT_ANSWER ? true : undefined,
      from: values.from || undefined,
      to: values.to || undefined,
    },
    key: JSON.stringify({ ...values, q }),
    isFiltered: Object.values({ ...values, q }).some(Boolean),
    set: (name, value) => {
      // What the hook gives is older than the address while a page is rendered.
      const after = new URLSearchParams(window.location.search)
      if (value) {
        after.set(name, value)
      } else {
        after.delete(name)
      }
      setSearchParams(after, { replace: true })
    },
  }
}
