import type { Knex } from "@medusajs/framework/mikro-orm/knex"
import type { Logger } from "@medusajs/framework/types"
import { type Booking, type BookTurns, GAP_MS } from "../../kintsugi-api"
import { safeErrorMessage } from "../../safe-error-message"
import { WINDOW_MS } from "./stats/estimate-stats"

/**
 * A store sells if a cart was taxed in this window of the statistics or the one
 * before: within ten minutes at most, five at least.
 */
const SELLING_MS = 2 * WINDOW_MS

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
        const booking = await bookTurns(knex, {
          organizationId,
          count,
          pauseMs,
        })
        hasFailed = false
        return booking
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

const bookTurns = async (
  knex: Knex,
  {
    organizationId,
    count,
    pauseMs,
  }: { organizationId: string; count: number; pauseMs: number }
): Promise<Booking> => {
  const { rows } = await knex.raw<{
    rows: { wait_ms: number; gap_ms: number }[]
  }>(
    `with pace as (
       select case when exists (
         select 1 from kintsugi_estimate_window
         where started_at > clock_timestamp() - make_interval(secs => :selling::float8 / 1000)
           and deleted_at is null
       ) then :gap::float8 else :idle_gap::float8 end as gap_ms
     ), needed as (
       select gap_ms, make_interval(secs => :count * gap_ms / 1000) as length,
         make_interval(secs => :pause::float8 / 1000) as pause
       from pace
     ), booked as (
       insert into kintsugi_timestamp (id, at)
       select :id, clock_timestamp() + pause + length from needed
       on conflict (id) do update set
         at = greatest(
           kintsugi_timestamp.at,
           clock_timestamp() - make_interval(secs => :unused)
             + (select pause from needed)
         ) + (select length from needed),
         updated_at = now()
       returning at
     )
     select gap_ms,
       1000 * extract(epoch from booked.at - clock_timestamp() - length)::float8 as wait_ms
     from booked, needed`,
    {
      id: `turns:${organizationId}`,
      count,
      pause: pauseMs,
      unused: pauseMs ? 0 : UNUSED_S,
      selling: SELLING_MS,
      gap: GAP_MS.selling,
      idle_gap: GAP_MS.idle,
    }
  )
  const { wait_ms, gap_ms } = rows[0]!
  return { waitMs: wait_ms, gapMs: gap_ms }
}
