import type { Knex } from "@medusajs/framework/mikro-orm/knex"
import type { Logger } from "@medusajs/framework/types"
import { type BookTurns, GAP_MS } from "../../kintsugi-api"
import { safeErrorMessage } from "../../safe-error-message"

/** How long ago an unused turn may have been and still be used, in s. */
const UNUSED_S = 1

/**
 * Books turns for background requests to an organization's account at Kintsugi,
 * which all instances of the store share. The first of several failures is
 * logged: requests are then sent without waiting.
 */
export const createBookTurns =
  (knex: Knex, logger: Pick<Logger, "warn"> | undefined) =>
  (organizationId: string): BookTurns => {
    let hasFailed = false
    return async (count, pauseMs) => {
      try {
        const wait = await bookTurns(knex, { organizationId, count, pauseMs })
        hasFailed = false
        return wait
      } catch (error) {
        if (!hasFailed) {
          hasFailed = true
          logger?.warn(
            `[kintsugi] Requests to Kintsugi are not spaced out at present, since the database could not say when they may be sent (${safeErrorMessage(error)}). They are sent at once; if this persists, report it.`
          )
        }
        throw error
      }
    }
  }

/** @returns as {@link BookTurns} */
const bookTurns = async (
  knex: Knex,
  {
    organizationId,
    count,
    pauseMs,
  }: { organizationId: string; count: number; pauseMs: number }
): Promise<number> => {
  const { rows } = await knex.raw<{ rows: { wait_s: number }[] }>(
    `insert into kintsugi_timestamp (id, at)
     values (
       :id, clock_timestamp() + make_interval(secs => :pause::float8 + :length::float8)
     )
     on conflict (id) do update set
       at = greatest(
         kintsugi_timestamp.at,
         clock_timestamp() - make_interval(secs => :unused::float8)
           + make_interval(secs => :pause::float8)
       ) + make_interval(secs => :length::float8),
       updated_at = now()
     returning extract(epoch from at - clock_timestamp())::float8 - :length::float8 as wait_s`,
    {
      id: `turns:${organizationId}`,
      pause: pauseMs / 1000,
      unused: pauseMs ? 0 : UNUSED_S,
      length: (count * GAP_MS) / 1000,
    }
  )
  return rows[0]!.wait_s * 1000
}
