import type { Knex } from "@medusajs/framework/mikro-orm/knex"
import { NOT_RENEWED } from "./exemption-register"

/** Records that Kintsugi refused, by the kind of failure. */
export type RefusedRecords = { code: string; count: number }

/** Orders of a month that were charged less tax than Kintsugi calculates. */
export type UnderCollected = {
  currency_code: string
  /** `YYYY-MM`, in the shop's time zone. */
  month: string
  orders: number
  /** What was charged too little, in major units. */
  amount: string
}

/** Exemptions that end on a day, `YYYY-MM-DD`. */
export type EndingExemptions = { ends_on: string; count: number }

/** How many records that are retried are looked at. */
const MOST = 1_000

const countRefused = async (knex: Knex): Promise<RefusedRecords[]> => {
  const { rows } = await knex.raw<{
    rows: { code: string | null; count: string }[]
  }>(
    `select error_code as code, count(*) from kintsugi_ledger_entry
     where state = 'refused' and deleted_at is null group by 1 order by 1`
  )
  return rows.map(({ code, count }) => ({
    code: code ?? "unknown",
    count: Number(count),
  }))
}

/**
 * Whether records have failed again and again, by the kind of failure.
 *
 * @param failures - in a row, from how many on
 */
const failuresOfRetries = async (
  knex: Knex,
  codes: readonly string[],
  failures: number
): Promise<string[]> => {
  const { rows } = await knex.raw<{ rows: { code: string }[] }>(
    `select distinct code from (
       select error_code as code, failures from kintsugi_ledger_entry
       where blocked_by = 'retry' and deleted_at is null limit ?
     ) as retried where code = any(?::text[]) and failures >= ?`,
    [MOST, [...codes], failures]
  )
  return rows.map(({ code }) => code)
}

/**
 * By month and currency. Differences that rounding explains do not count; the
 * limit is that of the index.
 */
const sumUnderCollected = async (
  knex: Knex,
  since: Date,
  timeZone: string
): Promise<UnderCollected[]> => {
  const { rows } = await knex.raw<{
    rows: (Omit<UnderCollected, "orders"> & { orders: string })[]
  }>(
    `select currency_code, to_char(occurred_at at time zone ?, 'YYYY-MM') as month,
       count(distinct order_id) as orders,
       sum(calculated_tax::numeric - tax::numeric)::text as amount
     from kintsugi_ledger_entry
     where calculated_tax::numeric - tax::numeric > 0.05 and deleted_at is null
       and occurred_at >= ? and type = 'sale' and state = 'delivered'
       and kintsugi_status is distinct from 'CANCELLED'
     group by 1, 2 order by 1, 2`,
    [timeZone, since]
  )
  return rows.map((row) => ({ ...row, orders: Number(row.orders) }))
}

/**
 * The exemptions that end between two days (`YYYY-MM-DD`, both inclusive), by
 * day; those apart that another of the customer for the same place follows.
 */
const countEndingExemptions = async (
  knex: Knex,
  organizationId: string,
  from: string,
  to: string
): Promise<EndingExemptions[]> => {
  const { rows } = await knex.raw<{
    rows: { ends_on: string; count: string }[]
  }>(
    `select e.ends_on, count(*)
     from kintsugi_exemption as e
     where e.ends_on between ? and ? and e.organization_id = ?
       and e.deleted_at is null and e.status = 'ACTIVE' and ${NOT_RENEWED}
     group by 1 order by 1`,
    [from, to, organizationId]
  )
  return rows.map(({ ends_on, count }) => ({ ends_on, count: Number(count) }))
}

/** The figures that alerts are about, each read by an index. */
export const alertQueries: {
  // Named, as in `ledgerQueries`.
  countRefused: typeof countRefused
  failuresOfRetries: typeof failuresOfRetries
  sumUnderCollected: typeof sumUnderCollected
  countEndingExemptions: typeof countEndingExemptions
} = {
  countRefused,
  failuresOfRetries,
  sumUnderCollected,
  countEndingExemptions,
}
