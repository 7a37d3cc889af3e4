import type { Knex } from "@medusajs/framework/mikro-orm/knex"

/** The timestamp of the store's first connection to Kintsugi. */
export const FIRST_CONNECTED = "first_connected"

/** The timestamp of when reporting was last seen to be off. */
export const REPORTING_OFF = "reporting_off"

/** The recorded moments that decide when reporting starts. */
export type ReportingMoments = {
  /** When the store first had a connection while reporting was on. */
  firstConnectedAt?: Date
  /** When reporting was last seen to be off; it may never have been on. */
  offAt?: Date
}

/**
 * Since when orders are reported automatically: the configured moment, else the
 * first connection; but never orders placed while reporting was off.
 *
 * @param configured - the option `sync.since`, or the saved setting instead
 * @returns undefined if the store was never connected
 */
export const reportingSince = (
  configured: string | undefined,
  { firstConnectedAt, offAt }: ReportingMoments
): Date | undefined => {
  const since = configured ? new Date(configured) : firstConnectedAt
  return since && offAt && offAt > since ? offAt : since
}

/**
 * Records the first connection, unless one is recorded already.
 *
 * @returns when the first connection was
 */
export const recordFirstConnection = async (
  knex: Knex,
  at: Date
): Promise<Date> => {
  const { rows } = await knex.raw<{ rows: { at: Date }[] }>(
    `insert into kintsugi_timestamp (id, at) values (?, ?)
     on conflict (id) do update set at = kintsugi_timestamp.at
     returning at`,
    [FIRST_CONNECTED, at]
  )
  return rows[0]?.at ?? at
}

/** Records that reporting is off now. */
export const recordReportingOff = async (knex: Knex): Promise<void> => {
  const now = new Date()
  await knex.raw(
    `insert into kintsugi_timestamp (id, at) values (?, ?)
     on conflict (id) do update set
       at = greatest(kintsugi_timestamp.at, excluded.at), updated_at = now()`,
    [REPORTING_OFF, now]
  )
}
