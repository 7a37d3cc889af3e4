import type { Knex } from "@medusajs/framework/mikro-orm/knex"

/**
 * Runs a job that no other instance of the store may run at the same time. Uses
 * a database lock instead of the Locking Module, whose default provider only
 * covers one process. The lock ends with the transaction, or with the process.
 *
 * Holds a connection while the job runs, so use it only for rare jobs.
 *
 * @param waitMs - how long to wait for the other instances
 */
export const runExclusively = <Result>(
  knex: Knex,
  name: string,
  waitMs: number,
  act: () => Promise<Result>
): Promise<Result> =>
  knex.transaction(async (transaction) => {
    await transaction.raw("select set_config('lock_timeout', ?, true)", [
      `${waitMs}ms`,
    ])
    await transaction.raw(
      "select pg_advisory_xact_lock(hashtextextended(?, 0))",
      [name]
    )
    return act()
  })
