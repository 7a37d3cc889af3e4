import type { Knex } from "@medusajs/framework/mikro-orm/knex"
import type { SeenProblem, Unwritten } from "../../../health/estimate-log"
import {
  type Evidence,
  type Failing,
  latestFailing,
  stillFailing,
} from "../../../health/failing"
import { noteMark } from "../marks"

/** What goes wrong at present, once for each stable word. */
export type OpenProblem = {
  code: string
  /** The latest one's. */
  message: string
  count: number
  first_seen_at: Date
  last_seen_at: Date
  /** Those that have not been answered since: at least one. */
  failing: Failing[]
}

type ProblemRow = Omit<OpenProblem, "code"> & { id: string }

/** Moments that prove problems to be over, by their names in the database. */
const MARKS = {
  connectedAt: "kintsugi_connected",
  classifiedAt: "kintsugi_classified",
} as const

export type ProvingMoment = keyof typeof MARKS

const PREFIX = "kinprob_"

/** By this process's clock, as failures are. */
export const noteMoment = (knex: Knex, moment: ProvingMoment): Promise<void> =>
  noteMark(knex, MARKS[moment], new Date())

/** What goes wrong at present, the latest first. */
export const readProblems = async (knex: Knex): Promise<OpenProblem[]> => {
  const rows = await selectProblems(knex)
  const evidence = { answers: [], ...(await readMoments(rows, knex)) }
  return rows.flatMap((row) => asOf(row, evidence) ?? [])
}

/**
 * Writes down what was seen of problems, and takes off who was answered since,
 * on whichever instance.
 */
export const writeProblems = async (
  { problems, answers, answeredAt }: Omit<Unwritten, "windows">,
  knex: Knex
): Promise<void> => {
  if (!problems.length && !(await selectProblems(knex)).length) {
    return
  }
  await knex.transaction(async (trx) => {
    // Whoever reads goes on; one of the writers waits.
    await trx.raw(`lock table kintsugi_problem in share row exclusive mode`)
    for (const problem of problems) {
      await addProblem(problem, trx)
    }
    const rows = await selectProblems(trx)
    const evidence = {
      answers,
      answeredAt,
      ...(await readMoments(rows, trx)),
    }
    for (const row of rows) {
      const problem = asOf(row, evidence)
      if (!problem) {
        await trx.raw(`delete from kintsugi_problem where id = ?`, [row.id])
      } else if (problem.failing.length < row.failing.length) {
        await trx.raw(
          `update kintsugi_problem set failing = ?::jsonb, updated_at = now() where id = ?`,
          [JSON.stringify(problem.failing), row.id]
        )
      }
    }
  })
}

/** The problem as it stands; undefined where it is over. */
const asOf = (
  { id, ...row }: ProblemRow,
  evidence: Evidence
): OpenProblem | undefined => {
  const code = id.slice(PREFIX.length)
  const failing = stillFailing(
    code,
    latestFailing(row.failing),
    evidence,
    Date.now()
  )
  return failing.length ? { ...row, code, failing } : undefined
}

const addProblem = async (
  { code, message, count, firstSeenAt, lastSeenAt, failing }: SeenProblem,
  knex: Knex
): Promise<void> => {
  await knex.raw(
    `insert into kintsugi_problem as known
       (id, message, count, first_seen_at, last_seen_at, failing)
     values (?, ?, ?, ?, ?, ?::jsonb)
     on conflict (id) do update set
       message = excluded.message,
       count = known.count + excluded.count,
       last_seen_at = greatest(known.last_seen_at, excluded.last_seen_at),
       failing = known.failing || excluded.failing,
       updated_at = now()`,
    [
      PREFIX + code,
      message,
      count,
      new Date(firstSeenAt),
      new Date(lastSeenAt),
      JSON.stringify(failing),
    ]
  )
}

const selectProblems = async (knex: Knex): Promise<ProblemRow[]> => {
  const { rows } = await knex.raw<{ rows: ProblemRow[] }>(
    `select id, message, count, first_seen_at, last_seen_at, failing
     from kintsugi_problem where deleted_at is null
     order by last_seen_at desc, id`
  )
  return rows
}

/** Nothing is read where there is nothing to prove. */
const readMoments = async (
  rows: ProblemRow[],
  knex: Knex
): Promise<{ [Moment in ProvingMoment]?: number }> => {
  if (!rows.length) {
    return {}
  }
  const marks = await knex.raw<{ rows: { id: string; at: Date }[] }>(
    `select id, at from kintsugi_mark where id = any(?::text[])`,
    [Object.values(MARKS)]
  )
  const at = new Map(marks.rows.map((mark) => [mark.id, mark.at.getTime()]))
  return {
    connectedAt: at.get(MARKS.connectedAt),
    classifiedAt: at.get(MARKS.classifiedAt),
  }
}
