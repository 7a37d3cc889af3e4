import type { Knex } from "@medusajs/framework/mikro-orm/knex"

/**
 * Does something that no instance of the store does at the same time. A lock of
 * the database and not of the Locking Module: the default provider of that one
 * knows one process only. It ends with the transaction, or with the process.
 *
 * Takes a connection for as long as it lasts, so it is for what is rare.
 *
 * @param waitMs - how long it waits for the others
 */
export const alone = <Result>(
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
