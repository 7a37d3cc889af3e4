import type { Knex } from "@medusajs/framework/mikro-orm/knex"
import type { SeenProblem, UnsavedStats } from "./estimate-stats"
import {
  type Evidence,
  type Failing,
  latestFailing,
  stillFailing,
} from "./failing-estimates"
import { readTimestamps, recordTimestamp } from "../timestamps"

/** A current problem: one per error code. */
export type OpenProblem = {
  code: string
  /** The latest message. */
  message: string
  count: number
  first_seen_at: Date
  last_seen_at: Date
  /** The failures that have had no answer since: at least one. */
  failing: Failing[]
}

type ProblemRow = Omit<OpenProblem, "code"> & { id: string }

/** Events that prove problems to be resolved: their names in the database. */
const MARKS = {
  connectedAt: "kintsugi_connected",
  classifiedAt: "kintsugi_classified",
} as const

export type ResolvingEvent = keyof typeof MARKS

const PREFIX = "kinprob_"

/** Uses this process's clock, as failures do. */
export const recordEvent = (
  knex: Knex,
  moment: ResolvingEvent
): Promise<void> => recordTimestamp(knex, MARKS[moment], new Date())

/** When it was last recorded, on any instance. */
export const readEvent = async (
  knex: Knex,
  moment: ResolvingEvent
): Promise<Date | undefined> =>
  (await readTimestamps(knex, [MARKS[moment]])).get(MARKS[moment])

/** The current problems, the latest first. */
export const readProblems = async (knex: Knex): Promise<OpenProblem[]> => {
  const rows = await selectProblems(knex)
  const evidence = { answers: [], ...(await readMoments(rows, knex)) }
  return rows.flatMap((row) => openProblem(row, evidence) ?? [])
}

/**
 * Saves the problems that were seen, and removes the carts that got an answer
 * since, on any instance.
 */
export const writeProblems = async (
  { problems, answers, answeredAt }: Omit<UnsavedStats, "windows">,
  knex: Knex
): Promise<void> => {
  if (!problems.length && !(await selectProblems(knex)).length) {
    return
  }
  await knex.transaction(async (trx) => {
    // Readers are not blocked; a second writer waits.
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
      const problem = openProblem(row, evidence)
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

/** The problem in its current state; undefined if it is resolved. */
const openProblem = (
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

/** Reads nothing if there are no problems. */
const readMoments = async (
  rows: ProblemRow[],
  knex: Knex
): Promise<{ [Moment in ResolvingEvent]?: number }> => {
  if (!rows.length) {
    return {}
  }
  const marks = await knex.raw<{ rows: { id: string; at: Date }[] }>(
    `select id, at from kintsugi_timestamp where id = any(?::text[])`,
    [Object.values(MARKS)]
  )
  const at = new Map(marks.rows.map((mark) => [mark.id, mark.at.getTime()]))
  return {
    connectedAt: at.get(MARKS.connectedAt),
    classifiedAt: at.get(MARKS.classifiedAt),
  }
}
