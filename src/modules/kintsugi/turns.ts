import type { Knex } from "@medusajs/framework/mikro-orm/knex"
import { generateEntityId } from "@medusajs/framework/utils"
import { randomUUID } from "node:crypto"

/** How long somebody is at an order before others may think them dead, in s. */
const LEASE_S = 120

/** Somebody's turn at an order. */
export type Turn = {
  orderId: string
  token: string
  /** How often in a row the order could not be looked at before. */
  failures: number
}

/** How a turn ended. */
export type Outcome = {
  /**
   * When the order was read: what happens to it from then on is found by the
   * sweep, whatever became of its event.
   */
  readAt: Date
  /** When to look again; absent: when something happens. */
  dueAt?: Date
  /** Why it could not be looked at, for the merchant. */
  failure?: string
}

/**
 * Whose turn it is at an order. Leases in the plugin's own table and not the
 * Locking Module: the default provider of that one knows one process only, and
 * an order must not be reported by two instances of a store that has no Redis.
 */
export type Turns = {
  /** Notes that an order has to be looked at. */
  note(orderIds: string[]): Promise<void>
  /**
   * Takes the turns at orders; those are left out that somebody else has, who
   * will then look again.
   */
  take(orderIds: string[]): Promise<Turn[]>
  /** Keeps the turn for longer; false where it was lost. */
  keep(turn: Turn): Promise<boolean>
  /**
   * Gives the turn back.
   *
   * @returns whether something happened meanwhile, so that it is due now
   */
  giveBack(turn: Turn, outcome: Outcome): Promise<boolean>
  /** Orders that are due and at which nobody is, the longest waiting first. */
  due(limit: number): Promise<string[]>
  /**
   * Ties an order to an organization, unless it is tied already.
   *
   * @returns to which it is tied now
   */
  tie(
    orderId: string,
    organizationId: string | undefined
  ): Promise<string | undefined>
}

const TABLE = "kintsugi_order"

/**
 * Whoever locks several orders locks them in the same order, as PostgreSQL fails
 * one of two who wait for each other.
 */
const inOrder = (orderIds: string[]): string[] => [...new Set(orderIds)].sort()

export const createTurns = (knex: Knex): Turns => ({
  async note(noted) {
    if (!noted.length) {
      return
    }
    const orderIds = inOrder(noted)
    await knex.raw(
      `insert into ${TABLE} (id, order_id, due_at, look_again)
       select * from unnest(?::text[], ?::text[], ?::timestamptz[], ?::boolean[])
       on conflict (order_id) where deleted_at is null do update set
         due_at = least(coalesce(${TABLE}.due_at, excluded.due_at), excluded.due_at),
         look_again = true, updated_at = now()`,
      [
        orderIds.map(() => generateEntityId("", "kinord")),
        orderIds,
        orderIds.map(() => new Date().toISOString()),
        orderIds.map(() => true),
      ]
    )
  },

  async take(asked) {
    const orderIds = inOrder(asked)
    const token = randomUUID()
    const { rows } = await knex.raw<{
      rows: { order_id: string; failures: number }[]
    }>(
      `insert into ${TABLE} (id, order_id, lease_token, lease_until, due_at)
       select id, order_id, ?, now() + make_interval(secs => ?), now()
       from unnest(?::text[], ?::text[]) as asked (id, order_id)
       on conflict (order_id) where deleted_at is null do update set
         lease_token = excluded.lease_token, lease_until = excluded.lease_until,
         due_at = coalesce(${TABLE}.due_at, now()),
         look_again = false, updated_at = now()
       where ${TABLE}.lease_until is null or ${TABLE}.lease_until < now()
       returning order_id, failures`,
      [
        token,
        LEASE_S,
        orderIds.map(() => generateEntityId("", "kinord")),
        orderIds,
      ]
    )
    const taken = new Set(rows.map(({ order_id }) => order_id))
    const others = orderIds.filter((id) => !taken.has(id))
    if (others.length) {
      await knex.raw(
        `update ${TABLE} set look_again = true, due_at = coalesce(due_at, now())
         where id in (
           select id from ${TABLE}
           where order_id = any(?::text[]) and deleted_at is null
           order by order_id collate "C" for update
         )`,
        [others]
      )
    }
    return rows.map(({ order_id, failures }) => ({
      orderId: order_id,
      token,
      failures,
    }))
  },

  async keep({ orderId, token }) {
    const { rows } = await knex.raw<{ rows: unknown[] }>(
      `update ${TABLE} set lease_until = now() + make_interval(secs => ?)
       where order_id = ? and lease_token = ? returning order_id`,
      [LEASE_S, orderId, token]
    )
    return rows.length > 0
  },

  async giveBack({ orderId, token }, { readAt, dueAt, failure = null }) {
    const { rows } = await knex.raw<{ rows: { again: boolean }[] }>(
      `update ${TABLE} set lease_token = null, lease_until = null,
         due_at = case when look_again then now() else ?::timestamptz end,
         look_again = false, updated_at = least(now(), ?::timestamptz),
         failure = ?::text,
         failures = case when ?::text is null then 0 else failures + 1 end,
         failed_since = case when ?::text is null then null
           else coalesce(failed_since, now()) end
       from (select id, look_again as again from ${TABLE} where order_id = ? for update) before
       where ${TABLE}.id = before.id and lease_token = ?
       returning before.again`,
      [
        dueAt?.toISOString() ?? null,
        readAt.toISOString(),
        failure,
        failure,
        failure,
        orderId,
        token,
      ]
    )
    return rows[0]?.again ?? false
  },

  async due(limit) {
    const { rows } = await knex.raw<{ rows: { order_id: string }[] }>(
      `select order_id from ${TABLE}
       where due_at <= now() and deleted_at is null
         and (lease_until is null or lease_until < now())
       order by due_at limit ?`,
      [limit]
    )
    return rows.map(({ order_id }) => order_id)
  },

  async tie(orderId, organizationId) {
    const { rows } = await knex.raw<{
      rows: { organization_id: string | null }[]
    }>(
      `update ${TABLE} set organization_id = coalesce(organization_id, ?)
       where order_id = ? and deleted_at is null returning organization_id`,
      [organizationId ?? null, orderId]
    )
    return rows[0]?.organization_id ?? organizationId
  },
})
