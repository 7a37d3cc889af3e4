import type { Knex } from "@medusajs/framework/mikro-orm/knex"
import type { JurisdictionLevel } from "../../../report/jurisdiction-level"
import type {
  JurisdictionFigures,
  ReportEntry,
} from "../../../report/report-entry"
import {
  type SummedFigures,
  SUMMED_AMOUNTS,
} from "../../../report/report-figures"
import { type ReportFilter, PLACES, conditionOf } from "./report-filter"

/** The levels by which the report is divided. */
export type ReportLevel = "state" | "county" | "city"

/** A place of some level; the levels below it are absent. */
export type ReportPlace = {
  country: string
  state: string
  county?: string
  city?: string
}

/** Sums of all entries, of each month, and of each place. */
export type SummedReport = {
  totals: SummedFigures | undefined
  /** `YYYY-MM`, in the shop's time zone. */
  months: (SummedFigures & { month: string })[]
  places: (SummedFigures & ReportPlace)[]
}

/** Sums of one jurisdiction's tax. */
export type SummedJurisdiction = {
  /** Null: of all months. */
  month: string | null
  name: string
  level: JurisdictionLevel
  rate: string
  gross: string
  exempt: string
  taxable: string
  tax_collected: string
  tax_refunded: string
}

const COLUMNS_OF: Record<ReportLevel, readonly string[]> = {
  state: PLACES.slice(0, 2),
  county: PLACES.slice(0, 3),
  city: PLACES,
}

/** The month of an entry in a time zone, which is the binding. */
const MONTH = "date_trunc('month', occurred_at at time zone ?)"

const SUMS = `
  count(*) filter (where type = 'sale' and reason = 'order') as orders,
  coalesce(sum(gross::numeric), 0) as gross,
  coalesce(sum(exempt::numeric), 0) as exempt,
  coalesce(sum(taxable::numeric), 0) as taxable,
  coalesce(-sum(gross::numeric) filter (where type <> 'sale'), 0) as refunded,
  coalesce(sum(tax::numeric) filter (where type = 'sale'), 0) as tax_collected,
  coalesce(-sum(tax::numeric) filter (where type <> 'sale'), 0) as tax_refunded,
  coalesce(sum(tax_remembered::numeric) filter (where tax_remembered <> '0'), 0) as tax_remembered,
  coalesce(sum(tax_fallback::numeric) filter (where tax_fallback <> '0'), 0) as tax_fallback,
  coalesce(sum(tax_other::numeric) filter (where tax_other <> '0'), 0) as tax_other,
  coalesce(sum(calculated_tax::numeric), 0) as calculated_tax,
  coalesce(sum(compared_tax::numeric), 0) as compared_tax`

const SUM_NAMES = ["orders", ...SUMMED_AMOUNTS]

type SumRow = SummedFigures &
  ReportPlace & { month: string | null; no_month: number; no_place: number }

/**
 * Adds the entries up: as a whole, by month and by place. One reading of them:
 * they are first summed by month and place, and those few sums in each way.
 */
export const sumReport = async (
  knex: Knex,
  filter: ReportFilter,
  level: ReportLevel
): Promise<SummedReport> => {
  const { sql, bindings } = conditionOf(filter)
  const places = COLUMNS_OF[level].join(", ")
  const { rows } = await knex.raw<{ rows: SumRow[] }>(
    `with cells as (
       select ${MONTH} as month, ${places}, ${SUMS}
       from kintsugi_report_entry where ${sql}
       group by month, ${places}
     )
     select to_char(month, 'YYYY-MM') as month, ${places},
       grouping(month) as no_month, grouping(country) as no_place,
       ${SUM_NAMES.map((name) => `sum(${name})::text as ${name}`).join(", ")}
     from cells
     group by grouping sets ((), (month), (${places}))
     order by month, sum(gross) desc, ${places}`,
    [filter.timeZone, ...bindings]
  )
  const sums = rows.filter(({ orders }) => orders !== null)
  return {
    totals: sums.find(({ no_month, no_place }) => no_month && no_place),
    months: sums.flatMap(({ month, ...row }) =>
      month !== null && row.no_place ? [{ ...row, month }] : []
    ),
    places: sums.filter(({ no_place }) => !no_place),
  }
}

/** Sums of each month and place, the earliest first. */
export const sumByMonthAndPlace = async (
  knex: Knex,
  filter: ReportFilter,
  level: ReportLevel
): Promise<(SummedFigures & ReportPlace & { month: string })[]> => {
  const { sql, bindings } = conditionOf(filter)
  const places = COLUMNS_OF[level].join(", ")
  const { rows } = await knex.raw<{
    rows: (SummedFigures & ReportPlace & { month: string })[]
  }>(
    `select to_char(month, 'YYYY-MM') as month, ${places}, ${SUM_NAMES.join(", ")}
     from (
       select ${MONTH} as month, ${places}, ${SUMS}
       from kintsugi_report_entry where ${sql}
       group by month, ${places}
     ) as cells
     order by month, ${places}`,
    [filter.timeZone, ...bindings]
  )
  return rows
}

/** An exempt amount of a place, for a reason. */
export type SummedExemption = ReportPlace & {
  /** Null: of all months. */
  month: string | null
  reason: string
  amount: string
}

/**
 * What is exempt in each place, by reason.
 *
 * @param byMonth - each month separately, the earliest first
 */
export const sumExemptions = async (
  knex: Knex,
  filter: ReportFilter,
  level: ReportLevel,
  { byMonth }: { byMonth: boolean } = { byMonth: false }
): Promise<SummedExemption[]> => {
  const { sql, bindings } = conditionOf(filter)
  const places = COLUMNS_OF[level].join(", ")
  const { rows } = await knex.raw<{ rows: SummedExemption[] }>(
    `select to_char(month, 'YYYY-MM') as month, ${places}, reason, amount
     from (
       select ${byMonth ? MONTH : "null::timestamp"} as month, ${places},
         part.key as reason, sum(part.value::numeric)::text as amount
       from kintsugi_report_entry
         cross join lateral jsonb_each_text(exempt_reasons) as part
       where ${sql} and exempt_reasons <> '{}'::jsonb
       group by 1, ${places}, part.key
     ) as cells
     order by month, ${places}, reason`,
    [...(byMonth ? [filter.timeZone] : []), ...bindings]
  )
  return rows
}

/**
 * The tax of each jurisdiction, the most tax first.
 *
 * @param byMonth - each month separately, the earliest first
 */
export const sumJurisdictions = async (
  knex: Knex,
  filter: ReportFilter,
  { byMonth }: { byMonth: boolean } = { byMonth: false }
): Promise<SummedJurisdiction[]> => {
  const { sql, bindings } = conditionOf(filter)
  const { rows } = await knex.raw<{ rows: SummedJurisdiction[] }>(
    `select ${byMonth ? `to_char(${MONTH}, 'YYYY-MM')` : "null"} as month, part.name, part.level, max(part.rate::numeric)::text as rate,
       sum(part.gross::numeric)::text as gross,
       sum(part.exempt::numeric)::text as exempt,
       sum(part.taxable::numeric)::text as taxable,
       coalesce(sum(part.tax::numeric) filter (where type = 'sale'), 0)::text as tax_collected,
       coalesce(-sum(part.tax::numeric) filter (where type <> 'sale'), 0)::text as tax_refunded
     from kintsugi_report_entry
       cross join lateral jsonb_to_recordset(jurisdictions) as part (
         name text, level text, rate text, gross text, exempt text, taxable text, tax text
       )
     where ${sql}
     group by 1, part.name, part.level
     order by 1, sum(part.tax::numeric) desc, part.name, part.level`,
    [...(byMonth ? [filter.timeZone] : []), ...bindings]
  )
  return rows
}

/** The currencies that the report has, by their codes. */
export const listReportCurrencies = async (knex: Knex): Promise<string[]> => {
  // From one to the next in the index: there are few, and many entries.
  const { rows } = await knex.raw<{ rows: { code: string }[] }>(
    `with recursive found as (
       (select currency_code as code from kintsugi_report_entry
        where deleted_at is null order by currency_code limit 1)
       union all
       select (select currency_code from kintsugi_report_entry
               where deleted_at is null and currency_code > found.code
               order by currency_code limit 1)
       from found where found.code is not null
     )
     select code from found where code is not null`
  )
  return rows.map(({ code }) => code)
}

/** After which entry a page begins: its date, to the last digit, and its id. */
export type ReportCursor = { at: string; id: string }

/** An entry as it is listed. */
export type ListedEntry = Omit<ReportEntry, "rows" | "jurisdictions"> & {
  jurisdictions: JurisdictionFigures[]
  /** The date to the last digit, for the next page. */
  cursor_at: string
}

/** Which entries are read, and from where. */
export type EntriesPage = {
  filter: ReportFilter
  after: ReportCursor | undefined
  limit: number
}

/** A page of the entries, the latest first. */
export const listEntries = async (
  knex: Knex,
  { filter, after, limit }: EntriesPage
): Promise<ListedEntry[]> => {
  const { sql, bindings } = conditionOf(filter)
  const { rows } = await knex.raw<{ rows: ListedEntry[] }>(
    `select *, occurred_at::text as cursor_at from kintsugi_report_entry
     where ${sql} ${after ? "and (occurred_at, id) < (?::timestamptz, ?)" : ""}
     order by occurred_at desc, id desc limit ?`,
    [...bindings, ...(after ? [after.at, after.id] : []), limit]
  )
  return rows
}

/** A page of the entries with their rows, the oldest first. */
export const listEntriesWithRows = async (
  knex: Knex,
  { filter, after, limit }: EntriesPage
): Promise<(ReportEntry & { cursor_at: string })[]> => {
  const { sql, bindings } = conditionOf(filter)
  const { rows } = await knex.raw<{
    rows: (ReportEntry & { cursor_at: string })[]
  }>(
    `select page.*, detail.rows, page.occurred_at::text as cursor_at
     from (
       select * from kintsugi_report_entry
       where ${sql} ${after ? "and (occurred_at, id) > (?::timestamptz, ?)" : ""}
       order by occurred_at, id limit ?
     ) page join kintsugi_report_rows detail using (id)
     order by page.occurred_at, page.id`,
    [...bindings, ...(after ? [after.at, after.id] : []), limit]
  )
  return rows
}
