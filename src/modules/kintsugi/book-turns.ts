import type { Knex } from "@medusajs/framework/mikro-orm/knex"
import { type BookTurns, GAP_MS } from "../../kintsugi-api"

/** How long ago an unused turn may have been and still be used, in s. */
const UNUSED_S = 1

/**
 * Books turns for background requests to an organization's account at Kintsugi,
 * which all instances of the store share.
 */
export const createBookTurns =
  (knex: Knex) =>
  (organizationId: string): BookTurns =>
  async (count, pauseMs) => {
    const { rows } = await knex.raw<{ rows: { wait_s: number }[] }>(
      `insert into kintsugi_timestamp (id, at)
       values (
         :id, clock_timestamp() + make_interval(secs => :pause + :length)
       )
       on conflict (id) do update set
         at = greatest(
           kintsugi_timestamp.at,
           clock_timestamp() - make_interval(secs => :unused)
             + make_interval(secs => :pause)
         ) + make_interval(secs => :length),
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
