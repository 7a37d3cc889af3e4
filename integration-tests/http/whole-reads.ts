import { Client } from "@medusajs/framework/pg"
import { withClient } from "../../scripts/postgres/with-client"

/**
 * The tables that can reach a million rows in a store. Left out are Medusa's
 * products, which its own list counts and sorts for each page
 * (`npm run bench -- big-store` measures the pages with 100,000), and tables
 * whose rows somebody enters one by one: rules, groups, dismissed findings.
 */
const GROWING = new Set([
  // With the orders, payments, refunds and changes.
  "order",
  "order_item",
  "order_change",
  "order_transaction",
  "capture",
  "refund",
  "payment",
  "order_payment_collection",
  "kintsugi_order_sync",
  "kintsugi_ledger_entry",
  "kintsugi_backfill_failure",
  "kintsugi_report_entry",
  "kintsugi_report_order",
  "kintsugi_report_rows",
  "kintsugi_tax_record",
  // With the customers: each guest is one of Medusa's. A wholesaler's customers
  // have an exemption for each of their states.
  "customer",
  "kintsugi_customer",
  "kintsugi_exemption",
  "kintsugi_tax_id",
  // With the carts of signed-in customers, until they expire.
  "kintsugi_signed_in_cart",
  // With the products, but read by carts, orders and jobs as well.
  "kintsugi_classification",
  "kintsugi_synced_product",
])

type Statement = { text: string; values: unknown[] }

/** A step of a plan, as PostgreSQL explains it. */
type Step = {
  "Node Type": string
  "Relation Name"?: string
  "Index Name"?: string
  "Index Cond"?: string
  Filter?: string
  Plans?: Step[]
}

/** What would read a whole table. */
type WholeRead = {
  node: string
  table: string | undefined
  index: string | undefined
  condition: string | undefined
  text: string
}

/** An index: its columns, and whether it has few of the table's rows. */
type Index = { columns: string[]; isSmall: boolean }

/**
 * Which statements would read a whole table of a million rows, however small
 * this store's is.
 *
 * @param database - a URL. Its rows must be usual ones, with which nothing is
 * left to do: an index that has none of them is taken for a small one, and what
 * they have in common for what all rows have in common
 */
export const openWholeReads = async (database: string) => {
  const indexes = await withClient(database, async (client) => {
    await client.query("analyze")
    await client.query(DISTINCT_COLUMNS, [
      [...GROWING].map((name) => `"${name}"`),
    ])
    return readIndexes(client)
  })
  return {
    /** The statements on growing tables that this process makes meanwhile. */
    statementsOf,
    wholeReads: ({ text, values }: Statement): Promise<WholeRead[]> =>
      withClient(database, async (client) => {
        // The planner believes this; what is read decides it with few rows.
        await client.query("begin")
        await client.query(
          `update pg_class
           set reltuples = 1000000, relpages = 1, relallvisible = 1
           where oid in (
             select unnest(array[indexrelid, indrelid]) from pg_index
             where indrelid = any($1::regclass[])
           )`,
          [[...GROWING].map((name) => `"${name}"`)]
        )
        await client.query("set enable_seqscan = off")
        const { rows } = await client.query<{
          "QUERY PLAN": { Plan: Step }[]
        }>(`explain (format json) ${text}`, values)
        return wholeSteps(rows[0]!["QUERY PLAN"][0]!.Plan, indexes).map(
          (step) => ({
            node: step["Node Type"],
            table: step["Relation Name"],
            index: step["Index Name"],
            condition: step["Index Cond"],
            text: text.replaceAll(/\s+/g, " ").slice(0, 300),
          })
        )
      }),
  }
}

const statementsOf = async (
  act: () => Promise<unknown>
): Promise<Statement[]> => {
  const statements: Statement[] = []
  const query = Client.prototype.query
  const spy = jest.spyOn(Client.prototype, "query").mockImplementation(
    // The other ways to call it are passed on as they are.
    function (this: Client, ...given: unknown[]) {
      const [config, values] = given as [
        string | { text: string; values?: unknown[] },
        unknown,
      ]
      const text = typeof config === "string" ? config : config.text
      const bound = typeof config === "string" ? values : config.values
      if (/^\s*(select|update|with|delete)\b/i.test(text)) {
        statements.push({ text, values: Array.isArray(bound) ? bound : [] })
      }
      return query.apply(this, given as never) as never
    } as never
  )
  try {
    await act()
  } finally {
    spy.mockRestore()
  }
  return statements.filter(({ text }) =>
    [...text.matchAll(/(?:from|join|update)\s+(?:"?public"?\.)?"?(\w+)"?/gi)]
      .map(([, table]) => table!)
      .some((table) => GROWING.has(table))
  )
}

/**
 * Reads of each index what PostgreSQL says of it. A partial one is small where
 * its condition leaves out all of the usual rows that are there.
 */
const readIndexes = async (
  client: Client
): Promise<ReadonlyMap<string, Index>> => {
  const { rows } = await client.query<{
    name: string
    table: string
    columns: string[]
    condition: string | null
  }>(
    `select index.relname as name, of_table.relname as table,
       pg_get_expr(indpred, indrelid) as condition,
       (select array_agg(attname::text order by attnum) from pg_attribute
        where attrelid = indexrelid) as columns
     from pg_index
       join pg_class index on index.oid = indexrelid
       join pg_class of_table on of_table.oid = indrelid
     where indrelid = any($1::regclass[])`,
    [[...GROWING].map((name) => `"${name}"`)]
  )
  const indexes = new Map<string, Index>()
  for (const { name, table, columns, condition } of rows) {
    const { rows: found } = await client.query<{ isSmall: boolean }>(
      `select exists (select 1 from "${table}") and not exists (
         select 1 from "${table}" where ${condition ?? "true"}) as "isSmall"`
    )
    indexes.set(name, { columns, isSmall: found[0]!.isSmall })
  }
  return indexes
}

/**
 * The planner knows now which columns are alike in all rows. With so few, it
 * takes ids and dates for alike, too.
 */
const DISTINCT_COLUMNS = `
  update pg_statistic set stadistinct = -0.5,
    stakind1 = 0, stakind2 = 0, stakind3 = 0, stakind4 = 0, stakind5 = 0
  from pg_attribute
  where attrelid = starelid and attnum = staattnum
    and starelid = any($1::regclass[])
    and attname ~ '(^|_)(id|at|on)$' and attname <> 'organization_id'`

/** Steps that pass on their rows one by one, so that a limit stops them. */
const STREAMS = ["Limit", "Result", "Subquery Scan", "Unique", "Append"]

/**
 * The steps that read a whole table. An index without a condition is read from
 * its beginning. This is quick where it has few rows, where a limit stops it,
 * and where it is only counted.
 */
const wholeSteps = (
  step: Step,
  indexes: ReadonlyMap<string, Index>,
  isLimited = false
): Step[] => {
  const node = step["Node Type"]
  const isStopped =
    node === "Limit" || (isLimited && STREAMS.includes(node) && !step.Filter)
  return [
    ...(isWhole(step, indexes, isLimited) ? [step] : []),
    ...(step.Plans ?? []).flatMap((part) =>
      wholeSteps(part, indexes, isStopped)
    ),
  ]
}

const isWhole = (
  step: Step,
  indexes: ReadonlyMap<string, Index>,
  isLimited: boolean
): boolean => {
  const index = indexes.get(step["Index Name"] ?? "")
  switch (step["Node Type"]) {
    case "Seq Scan":
      return GROWING.has(step["Relation Name"] ?? "")
    case "Index Scan":
    case "Bitmap Index Scan":
      return (
        index !== undefined &&
        !index.isSmall &&
        !isSelective(step["Index Cond"], index) &&
        !(isLimited && partsOf(step.Filter).every((part) => COMMON.test(part)))
      )
    default:
      return false
  }
}

/** The conditions of which all must be fulfilled. */
const partsOf = (condition: string | undefined): string[] =>
  condition?.split(" AND ") ?? []

/** What nearly all rows of a store may fulfil. */
const COMMON =
  /^\(*((\w+\.)?(organization_id|currency_code|country) = |state = 'delivered'|type = 'sale'|status = 'ACTIVE'|ends_on >= |NOT is_waiting|deleted_at IS NULL)/

/** The beginning of all texts, from which pages are read by their ids. */
const FROM_THE_FIRST = /^\(*\w+ >=? ''::text\)*$/

/**
 * Whether a condition picks out some of a table's rows: an index is read in the
 * order of its columns, so that nothing helps behind one without a condition.
 */
const isSelective = (
  condition: string | undefined,
  { columns }: Index
): boolean => {
  for (const column of columns) {
    const parts = partsOf(condition).filter((part) => isOn(column, part))
    if (
      parts.some((part) => !COMMON.test(part) && !FROM_THE_FIRST.test(part))
    ) {
      return true
    }
    if (!parts.length) {
      return false
    }
  }
  return false
}

/** Such as `((id)::text = 'a'::text)` or `ROW(occurred_at, id) < ROW(…)`. */
const isOn = (column: string, part: string): boolean =>
  /^\(*(?:ROW\()?"?(\w+)/.exec(part)?.[1] === column
