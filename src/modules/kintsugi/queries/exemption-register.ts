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
 *
 * A value and no `not exists`: PostgreSQL would join that, and read all
 * exemptions even where few end soon.
 */
export const NOT_RENEWED = `(
  select true from kintsugi_exemption longer
  where longer.customer_id = e.customer_id
    and longer.organization_id = e.organization_id
    and longer.deleted_at is null and longer.status = 'ACTIVE'
    and longer.ends_on > e.ends_on
    and longer.start_date <= to_char(e.ends_on::date + 1, 'YYYY-MM-DD')
    and (longer.country_code is null or longer.country_code = e.country_code)
    and (longer.state_code is null or longer.state_code = e.state_code)
  limit 1) is null`

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
  const isEnded = filter.state === "ended"
  const [isAfter, direction] = isEnded ? ["<", "desc"] : [">", "asc"]
  const first = `order by e.ends_on ${direction}, e.customer_id ${direction}, e.start_date ${direction}
     fetch first ${limit} rows with ties`
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
  const pages = (isEnded ? endedConditions(filter.today) : [undefined]).map(
    (part) => {
      const all = part ? [...conditions, part] : conditions
      return {
        sql: `(select ${COLUMNS} from kintsugi_exemption e
          where ${all.map(([sql]) => sql).join(" and ")} ${first})`,
        values: all.flatMap(([, ...values]) => values),
      }
    }
  )
  const { rows } = await knex.raw<{ rows: RegisteredExemption[] }>(
    `select * from (${pages.map(({ sql }) => sql).join(" union all ")}) e ${first}`,
    pages.flatMap(({ values }) => values as never[])
  )
  return rows
}

/**
 * The two ways in which an exemption is over, each with an index: those that
 * are current come between them.
 */
const endedConditions = (today: string): Condition[] => [
  ["e.ends_on < ?", today],
  ["e.status <> 'ACTIVE' and e.ends_on >= ?", today],
]

/** How many exemptions need someone's attention. */
export type ExemptionCounts = {
  /** In effect or to come. */
  current: number
  ends_within_30_days: number
  ends_within_90_days: number
  without_certificate: number
}

/**
 * Counts those in effect or to come: all that end later, less those that are not
 * active. Both are counted in an index, without the table.
 */
const countCurrent = (condition: string): string => {
  const count = (rows: string) =>
    `(select count(*) from kintsugi_exemption e
      where e.organization_id = bounds.organization_id and e.ends_on >= today
        and e.deleted_at is null and ${rows})`
  return `(${count(condition)} - ${count(`${condition} and e.status <> 'ACTIVE'`)})::int`
}

/** Counts an organization's exemptions. */
export const countExemptions = async (
  knex: Knex,
  { organizationId, today }: Pick<RegisterFilter, "organizationId" | "today">
): Promise<ExemptionCounts> => {
  const { rows } = await knex.raw<{ rows: ExemptionCounts[] }>(
    `with bounds as (select ?::text as organization_id, ?::text as today),
     ending as (
       select e.ends_on from kintsugi_exemption e, bounds
       where e.organization_id = bounds.organization_id and e.deleted_at is null
         and e.status = 'ACTIVE' and e.ends_on >= today and e.ends_on <= ?
         and ${NOT_RENEWED}
     )
     select ${countCurrent("true")} as current,
       (select count(*) filter (where ends_on <= ?) from ending)::int as ends_within_30_days,
       (select count(*) from ending)::int as ends_within_90_days,
       ${countCurrent("e.certificates = 0")} as without_certificate
     from bounds`,
    [organizationId, today, addDays(today, 90), addDays(today, 30)]
  )
  return rows[0]!
}

/** Where a customer's words are looked for, as in Medusa's own search. */
const SEARCHED = ["company_name", "first_name", "last_name", "email", "phone"]

/**
 * The customers with exemptions of an organization whom all of these words
 * match, by their ids. Medusa's search would have to be given the ids of all of
 * them (docs/decisions/0051).
 */
export const findExemptCustomers = async (
  knex: Knex,
  {
    organizationId,
    words,
    limit,
  }: { organizationId: string; words: string[]; limit: number }
): Promise<string[]> => {
  const matches = `(${SEARCHED.map((name) => `customer.${name} ilike ?`).join(" or ")})`
  const { rows } = await knex.raw<{ rows: { id: string }[] }>(
    `select customer.id from customer
     where customer.deleted_at is null
       and customer.id in (
         select customer_id from kintsugi_exemption
         where organization_id = ? and deleted_at is null)
       and ${words.map(() => matches).join(" and ")}
     order by customer.id limit ?`,
    [
      organizationId,
      ...words.flatMap((word) => SEARCHED.map(() => `%${escape(word)}%`)),
      limit,
    ]
  )
  return rows.map(({ id }) => id)
}

/** A word as it is: in a pattern, these characters stand for others. */
const escape = (word: string): string => word.replaceAll(/[%\\_]/g, "\\$&")

/** The queries on the register of exemptions. */
export const exemptionQueries = {
  list: listRegisteredExemptions,
  count: countExemptions,
  findCustomers: findExemptCustomers,
}
