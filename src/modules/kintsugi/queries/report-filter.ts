import type { REPORT_TAX_SOURCES } from "../../../report/report-figures"

/** Which entries of the report count. */
export type ReportFilter = {
  /** Lower case. */
  currencyCode: string
  /** Days in the shop's time zone, `YYYY-MM-DD`; both are included. */
  from: string
  to: string
  timeZone: string
  /** The sales that wait, instead of all others. */
  isWaiting?: boolean
  /** A place; an empty text is the one that is not known. */
  country?: string
  state?: string
  county?: string
  city?: string
  /** Entries that have tax of a jurisdiction, by its name. */
  jurisdiction?: string
  /** Entries that have tax from this source. */
  source?: (typeof REPORT_TAX_SOURCES)[number]
}

/** A condition for entries, and its bindings. */
export type Condition = { sql: string; bindings: (string | boolean)[] }

/** The levels of places, from the largest to the smallest. */
export const PLACES = ["country", "state", "county", "city"] as const

/** A condition on `kintsugi_report_entry`, which the indexes serve. */
export const conditionOf = (filter: ReportFilter): Condition => {
  const { currencyCode, from, to, timeZone, jurisdiction, source } = filter
  const places = PLACES.flatMap((name) => {
    const value = filter[name]
    return value === undefined ? [] : [{ name, value }]
  })
  return {
    sql: [
      "deleted_at is null and currency_code = ?",
      "occurred_at >= (?::date)::timestamp at time zone ?",
      "occurred_at < (?::date + 1)::timestamp at time zone ?",
      "is_waiting = ?",
      ...places.map(({ name }) => `${name} = ?`),
      ...(jurisdiction === undefined ? [] : ["jurisdictions @> ?::jsonb"]),
      ...(source ? [`tax_${source} <> '0'`] : []),
    ].join(" and "),
    bindings: [
      currencyCode,
      from,
      timeZone,
      to,
      timeZone,
      filter.isWaiting ?? false,
      ...places.map(({ value }) => value),
      ...(jurisdiction === undefined
        ? []
        : [JSON.stringify([{ name: jurisdiction }])]),
    ],
  }
}
