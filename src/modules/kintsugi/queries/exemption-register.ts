import type { Knex } from "@medusajs/framework/mikro-orm/knex"

/** A stored exemption as the register reads it; days as `YYYY-MM-DD`. */
export type RegisteredExemption = {
  id: string
  customer_id: string
  /** Kintsugi's id; null: stored before ids were. */
  exemption_id: string | null
  exemption_type: string | null
  country_code: string | null
  state_code: string | null
  start_date: string
  end_date: string | null
  /** The end date, or 9999-12-31 where there is none. */
  ends_on: string
  /** Kintsugi's own status. */
  status: string
  has_number: boolean | null
  /** Null: not known yet. */
  certificates: number | null
}

/** Which exemptions a page of the register has; absent fields filter nothing. */
export type RegisterFilter = {
  organizationId: string
  /** `YYYY-MM-DD`, in UTC. */
  today: string
  /**
   * `current`: in effect or to come; `ended`: past their last day, or no longer
   * active at Kintsugi.
   */
  state?: "current" | "ended"
  /** Current ones whose last day is today or within so many days. */
  endsWithinDays?: number
  /** Current ones that have no certificate. */
  isWithoutCertificate?: boolean
  customerIds?: string[]
}

/** Where a page begins: after the last exemption of the page before. */
export type RegisterCursor = Pick<
  RegisteredExemption,
  "ends_on" | "customer_id" | "start_date"
>

const COLUMNS =
  "e.id, e.customer_id, e.exemption_id, e.exemption_type, e.country_code, e.state_code, e.start_date, e.end_date, e.ends_on, e.status, e.has_number, e.certificates"

const IN_EFFECT_OR_TO_COME = "e.status = 'ACTIVE' and e.ends_on >= ?"

/**
 * A condition on the row `e`: the customer has no other exemption for the same
 * place that lasts longer and begins on the day after its end at the latest.
 */
export const NOT_RENEWED = `not exists (
  select 1 from kintsugi_exemption longer
  where longer.customer_id = e.customer_id
    and longer.organization_id = e.organization_id
    and longer.deleted_at is null and longer.status = 'ACTIVE'
    and longer.ends_on > e.ends_on
    and longer.start_date <= to_char(e.ends_on::date + 1, 'YYYY-MM-DD')
    and (longer.country_code is null or longer.country_code = e.country_code)
    and (longer.state_code is null or longer.state_code = e.state_code))`

type Condition = [sql: string, ...values: (string | string[])[]]

const conditionsOf = ({
  organizationId,
  today,
  state,
  endsWithinDays,
  isWithoutCertificate,
  customerIds,
}: RegisterFilter): Condition[] => [
  ["e.organization_id = ? and e.deleted_at is null", organizationId],
  ...(state === "current" ||
  endsWithinDays !== undefined ||
  isWithoutCertificate
    ? [[IN_EFFECT_OR_TO_COME, today] satisfies Condition]
    : []),
  ...(state === "ended"
    ? [["(e.status <> 'ACTIVE' or e.ends_on < ?)", today] satisfies Condition]
    : []),
  ...(endsWithinDays === undefined
    ? []
    : [
        ["e.ends_on <= ?", addDays(today, endsWithinDays)] satisfies Condition,
        [NOT_RENEWED] satisfies Condition,
      ]),
  ...(isWithoutCertificate ? [["e.certificates = 0"] satisfies Condition] : []),
  ...(customerIds
    ? [["e.customer_id = any(?::text[])", customerIds] satisfies Condition]
    : []),
]

/** @param day - `YYYY-MM-DD` */
export const addDays = (day: string, days: number): string => {
  const date = new Date(`${day}T00:00:00Z`)
  date.setUTCDate(date.getUTCDate() + days)
  return date.toISOString().slice(0, 10)
}

/**
 * A page of the register, those that end first at the top, or, of those that
 * have ended, the latest. Exemptions of a
 * customer for the same time, such as for several states, stay together: a page
 * may have some more than `limit`.
 */
export const listRegisteredExemptions = async (
  knex: Knex,
  filter: RegisterFilter,
  { after, limit }: { after?: RegisterCursor; limit: number }
): Promise<RegisteredExemption[]> => {
  const [isAfter, direction] =
    filter.state === "ended" ? ["<", "desc"] : [">", "asc"]
  const conditions: Condition[] = [
    ...conditionsOf(filter),
    ...(after
      ? [
          [
            `(e.ends_on, e.customer_id, e.start_date) ${isAfter} (?, ?, ?)`,
            after.ends_on,
            after.customer_id,
            after.start_date,
          ] satisfies Condition,
        ]
      : []),
  ]
  const { rows } = await knex.raw<{ rows: RegisteredExemption[] }>(
    `select ${COLUMNS} from kintsugi_exemption e
     where ${conditions.map(([sql]) => sql).join(" and ")}
     order by e.ends_on ${direction}, e.customer_id ${direction}, e.start_date ${direction}
     fetch first ${limit} rows with ties`,
    conditions.flatMap(([, ...values]) => values as never[])
  )
  return rows
}

/** How many exemptions need someone's attention. */
export type ExemptionCounts = {
  /** In effect or to come. */
  current: number
  ends_within_30_days: number
  ends_within_90_days: number
  without_certificate: number
}

/** Counts an organization's exemptions. */
export const countExemptions = async (
  knex: Knex,
  { organizationId, today }: Pick<RegisterFilter, "organizationId" | "today">
): Promise<ExemptionCounts> => {
  const { rows } = await knex.raw<{ rows: ExemptionCounts[] }>(
    `select count(*)::int as current,
       (count(*) filter (where e.ends_on <= ? and ${NOT_RENEWED}))::int as ends_within_30_days,
       (count(*) filter (where e.ends_on <= ? and ${NOT_RENEWED}))::int as ends_within_90_days,
       (count(*) filter (where e.certificates = 0))::int as without_certificate
     from kintsugi_exemption e
     where e.organization_id = ? and e.deleted_at is null and ${IN_EFFECT_OR_TO_COME}`,
    [addDays(today, 30), addDays(today, 90), organizationId, today]
  )
  return rows[0]!
}

/** The customers of an organization who have exemptions, by their ids. */
export const listExemptCustomerIds = async (
  knex: Knex,
  organizationId: string,
  { after, limit }: { after: string; limit: number }
): Promise<string[]> => {
  const { rows } = await knex.raw<{ rows: { customer_id: string }[] }>(
    `select distinct customer_id from kintsugi_exemption
     where organization_id = ? and deleted_at is null and customer_id > ?
     order by customer_id limit ?`,
    [organizationId, after, limit]
  )
  return rows.map(({ customer_id }) => customer_id)
}

/** The queries on the register of exemptions. */
export const exemptionQueries = {
  list: listRegisteredExemptions,
  count: countExemptions,
  listCustomerIds: listExemptCustomerIds,
}
