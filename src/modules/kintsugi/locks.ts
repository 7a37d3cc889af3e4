import type { Knex } from "@medusajs/framework/mikro-orm/knex"
import { randomUUID } from "node:crypto"
import { setTimeout as delay } from "node:timers/promises"

const OWNER_PREFIX = "kintsugi:"

/**
 * A new owner for a lock of Medusa's Locking Module. Each lock has its own: the
 * PostgreSQL provider (2.21) gives a lock to its owner again and again.
 */
export const newLockOwner = (): string => `${OWNER_PREFIX}${randomUUID()}`

/**
 * Deletes the plugin's own locks that have expired from the table of Medusa's
 * PostgreSQL locking provider: that provider (2.21) never gives the lock of a
 * process that died to anybody else. Does nothing with other providers.
 */
export const deleteExpiredLocks = async (knex: Knex): Promise<void> => {
  const { rows } = await knex.raw<{ rows: { name: string | null }[] }>(
    "select to_regclass('locking')::text as name"
  )
  if (rows[0]?.name) {
    await knex.raw(
      "delete from locking where owner_id like ? and expiration < now()",
      [`${OWNER_PREFIX}%`]
    )
  }
}

/** How often a job that another process does is tried again, in ms. */
const RETRY_EVERY_MS = 200

/**
 * Runs a job that no other instance of the store may run at the same time. Uses
 * a row of the plugin instead of the Locking Module, whose default provider
 * covers one process only. Holds no connection while the job runs.
 *
 * @param waitMs - how long to wait for the other instances
 * @param expireMs - after how long another instance may run the job, since this
 * one must have died: longer than the job can take
 * @throws Error where another instance is still running it after that time
 */
export const runExclusively = async <Result>(
  knex: Knex,
  name: string,
  { waitMs, expireMs }: { waitMs: number; expireMs: number },
  act: () => Promise<Result>
): Promise<Result> => {
  const id = `running:${name}`
  const tryUntil = Date.now() + waitMs
  let since = await start(knex, id, expireMs)
  while (since === undefined) {
    if (Date.now() >= tryUntil) {
      throw new Error(
        `Another instance of the store has been busy with ${name} for ${waitMs / 1000} s.`
      )
    }
    await delay(RETRY_EVERY_MS)
    since = await start(knex, id, expireMs)
  }
  try {
    return await act()
  } finally {
    // One that cannot be deleted expires.
    await end(knex, id, since).catch(() => undefined)
  }
}

/** @returns since when this instance runs it, as text; undefined: it does not */
const start = async (
  knex: Knex,
  id: string,
  expireMs: number
): Promise<string | undefined> => {
  const { rows } = await knex.raw<{ rows: { since: string }[] }>(
    `insert into kintsugi_timestamp (id, at) values (?, clock_timestamp())
     on conflict (id) do update set at = excluded.at, updated_at = now()
     where kintsugi_timestamp.at < excluded.at - make_interval(secs => ?)
     returning at::text as since`,
    [id, expireMs / 1000]
  )
  return rows[0]?.since
}

/** Leaves it to the instance that has taken it over, if one has. */
const end = async (knex: Knex, id: string, since: string): Promise<void> => {
  await knex.raw(
    "delete from kintsugi_timestamp where id = ? and at = ?::timestamptz",
    [id, since]
  )
}
