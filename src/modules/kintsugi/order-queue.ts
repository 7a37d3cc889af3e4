import type { Knex } from "@medusajs/framework/mikro-orm/knex"
import { generateEntityId } from "@medusajs/framework/utils"
import { randomUUID } from "node:crypto"
import { groupCalls } from "./group-calls"
import { toStoredJson } from "./queries/stored-json"

/** How long a lease lasts before another process may take it over, in s. */
const LEASE_S = 120

/** The exclusive right of one process to work on an order. */
export type Lease = {
  orderId: string
  token: string
  /** How many times in a row the order could not be processed before. */
  failures: number
  /** Whether it was requested explicitly: then its age does not matter. */
  isRequested: boolean
  /** The organization that the order is bound to; absent: none. */
  organizationId?: string
}

/** How the work on an order ended. */
export type LeaseOutcome = {
  /**
   * When the order was read: the sweep finds later changes to it even if their
   * events are lost.
   */
  readAt: Date
  /** When to process it again; absent: at its next event. */
  dueAt?: Date
  /** Why it could not be processed, for the merchant. */
  failure?: string
}

/**
 * Leases on orders. They are in the plugin's own table instead of the Locking
 * Module, whose default provider only covers one process: two instances of a
 * store without Redis must not report the same order.
 */
export type OrderQueue = {
  /**
   * Records that orders have to be processed.
   *
   * @param how - `isRequested`: these orders were requested explicitly: they are
   * reported from now on, regardless of their age
   */
  enqueue(orderIds: string[], how?: { isRequested: boolean }): Promise<void>
  /**
   * Acquires the leases on orders, except those that another process holds,
   * which will then process the order again.
   */
  acquire(orderIds: string[]): Promise<Lease[]>
  /** Extends a lease; false if it was lost. */
  renew(lease: Lease): Promise<boolean>
  /**
   * Ends a lease.
   *
   * @returns whether something happened during the lease, so that the order is
   * due now
   */
  release(lease: Lease, outcome: LeaseOutcome): Promise<boolean>
  /**
   * Acquires the leases on orders that are due and have none, the longest
   * waiting first. Several processes get different ones at the same time.
   */
  acquireDue(limit: number): Promise<Lease[]>
  /** When orders were processed last; leaves out those that never were. */
  processedAt(orderIds: string[]): Promise<ReadonlyMap<string, Date>>
  /**
   * Binds an order to an organization, unless it is bound already.
   *
   * @returns the organization that it is bound to now
   */
  bind(
    orderId: string,
    organizationId: string | undefined
  ): Promise<string | undefined>
  /**
   * Binds an order to a different organization, and records that it has to be
   * processed.
   */
  rebind(orderId: string, organizationId: string): Promise<void>
}

const TABLE = "kintsugi_order_sync"

/**
 * Every process locks several orders in the same sequence, so that PostgreSQL
 * does not fail one of them with a deadlock.
 */
const sortIds = (orderIds: string[]): string[] => [...new Set(orderIds)].sort()

/** Acquires the leases on those orders that have none. */
const acquireFree = async (
  knex: Knex,
  orderIds: string[],
  token: string
): Promise<Lease[]> => {
  const { rows } = await knex.raw<{ rows: LeasedRow[] }>(
    `insert into ${TABLE} (id, order_id, lease_token, lease_until, due_at)
     select id, order_id, ?, now() + make_interval(secs => ?), now()
     from unnest(?::text[], ?::text[]) as wanted (id, order_id)
     on conflict (order_id) where deleted_at is null do update set
       lease_token = excluded.lease_token, lease_until = excluded.lease_until,
       due_at = coalesce(${TABLE}.due_at, now()),
       reprocess = false, updated_at = now()
     where ${TABLE}.lease_until is null or ${TABLE}.lease_until < now()
     returning order_id, failures, requested, organization_id`,
    [
      token,
      LEASE_S,
      orderIds.map(() => generateEntityId("", "kinord")),
      orderIds,
    ]
  )
  return rows.map((row) => toLease(row, token))
}

type LeasedRow = {
  order_id: string
  failures: number
  requested: boolean
  organization_id: string | null
}

const toLease = (
  { order_id, failures, requested, organization_id }: LeasedRow,
  token: string
): Lease => ({
  orderId: order_id,
  token,
  failures,
  isRequested: requested,
  organizationId: organization_id ?? undefined,
})

/**
 * Marks these orders for processing again, by the processes that hold their
 * leases.
 *
 * @returns the orders whose lease has ended
 */
const markForHolders = async (
  knex: Knex,
  orderIds: string[]
): Promise<string[]> => {
  if (!orderIds.length) {
    return []
  }
  const { rows } = await knex.raw<{
    rows: { order_id: string; is_free: boolean }[]
  }>(
    `update ${TABLE} set reprocess = true, due_at = coalesce(due_at, now())
     where id in (
       select id from ${TABLE}
       where order_id = any(?::text[]) and deleted_at is null
       order by order_id collate "C" for update
     )
     returning order_id, (lease_until is null or lease_until < now()) as is_free`,
    [orderIds]
  )
  return sortIds(
    rows.flatMap(({ order_id, is_free }) => (is_free ? order_id : []))
  )
}

/**
 * Ends leases, and has the tax report read the orders again: in one statement, so
 * that the report costs a sale no other one.
 *
 * @returns which of the orders are due now, see {@link OrderQueue}
 */
const releaseAll = async (
  knex: Knex,
  ended: { lease: Lease; outcome: LeaseOutcome }[]
): Promise<boolean[]> => {
  const { rows } = await knex.raw<{
    rows: { order_id: string; lease_token: string; again: boolean }[]
  }>(
    `with ended as (
       select * from jsonb_to_recordset(?::jsonb) as (
         order_id text, lease_token text, due_at timestamptz,
         read_at timestamptz, failure text
       )
     ), before as (
       select id, order_id, reprocess as again from ${TABLE}
       where order_id in (select order_id from ended) and deleted_at is null
       order by order_id collate "C" for update
     ), changed as (
       insert into kintsugi_report_order (id, changed_at)
       select distinct order_id, clock_timestamp() from ended order by 1
       on conflict (id) do update set
         changed_at = excluded.changed_at, updated_at = now()
     )
     update ${TABLE} set lease_token = null, lease_until = null,
       due_at = case when reprocess then now() else ended.due_at end,
       reprocess = false, updated_at = least(now(), ended.read_at),
       failure = ended.failure,
       failures = case when ended.failure is null then 0 else failures + 1 end,
       failed_since = case when ended.failure is null then null
         else coalesce(failed_since, now()) end
     from before join ended using (order_id)
     where ${TABLE}.id = before.id
       and ${TABLE}.lease_token = ended.lease_token
     returning before.order_id, ended.lease_token, before.again`,
    [
      toStoredJson(
        ended.map(({ lease, outcome }) => ({
          order_id: lease.orderId,
          lease_token: lease.token,
          due_at: outcome.dueAt,
          read_at: outcome.readAt,
          failure: outcome.failure,
        }))
      ),
    ]
  )
  const dueAgain = new Set(
    rows.flatMap(({ order_id, lease_token, again }) =>
      again ? `${order_id}:${lease_token}` : []
    )
  )
  return ended.map(({ lease: { orderId, token } }) =>
    dueAgain.has(`${orderId}:${token}`)
  )
}

type Binding = { orderId: string; organizationId: string | undefined }

/** @returns the organizations that the orders are bound to now */
const bindAll = async (
  knex: Knex,
  bindings: Binding[]
): Promise<(string | undefined)[]> => {
  const { rows } = await knex.raw<{
    rows: { order_id: string; organization_id: string | null }[]
  }>(
    `with wanted as (
       select * from jsonb_to_recordset(?::jsonb) as (order_id text, organization text)
     ), before as (
       select id, order_id from ${TABLE}
       where order_id in (select order_id from wanted) and deleted_at is null
       order by order_id collate "C" for update
     )
     update ${TABLE} set organization_id = coalesce(organization_id, wanted.organization)
     from before join wanted using (order_id)
     where ${TABLE}.id = before.id
     returning before.order_id, organization_id`,
    [
      toStoredJson(
        bindings.map(({ orderId, organizationId }) => ({
          order_id: orderId,
          organization: organizationId,
        }))
      ),
    ]
  )
  const bound = new Map(
    rows.map(({ order_id, organization_id }) => [order_id, organization_id])
  )
  return bindings.map(
    ({ orderId, organizationId }) => bound.get(orderId) ?? organizationId
  )
}

export const createOrderQueue = (knex: Knex): OrderQueue => {
  const release = groupCalls(
    (ended: { lease: Lease; outcome: LeaseOutcome }[]) =>
      releaseAll(knex, ended)
  )
  const bind = groupCalls((bindings: Binding[]) => bindAll(knex, bindings))

  return {
    async enqueue(ids, { isRequested } = { isRequested: false }) {
      if (!ids.length) {
        return
      }
      const orderIds = sortIds(ids)
      await knex.raw(
        `insert into ${TABLE} (id, order_id, due_at, reprocess, requested)
       select *, ?::boolean
       from unnest(?::text[], ?::text[], ?::timestamptz[], ?::boolean[])
       on conflict (order_id) where deleted_at is null do update set
         requested = ${TABLE}.requested or excluded.requested,
         due_at = least(coalesce(${TABLE}.due_at, excluded.due_at), excluded.due_at),
         reprocess = true, updated_at = now()`,
        [
          isRequested,
          orderIds.map(() => generateEntityId("", "kinord")),
          orderIds,
          orderIds.map(() => new Date().toISOString()),
          orderIds.map(() => true),
        ]
      )
    },

    async acquire(orderIds) {
      const token = randomUUID()
      const leases: Lease[] = []
      let wanted = sortIds(orderIds)
      while (wanted.length) {
        const taken = await acquireFree(knex, wanted, token)
        leases.push(...taken)
        const takenIds = new Set(taken.map(({ orderId }) => orderId))
        // If a lease has ended since, no process would process that order again.
        wanted = await markForHolders(
          knex,
          wanted.filter((id) => !takenIds.has(id))
        )
      }
      return leases
    },

    async renew({ orderId, token }) {
      const { rows } = await knex.raw<{ rows: unknown[] }>(
        `update ${TABLE} set lease_until = now() + make_interval(secs => ?)
       where order_id = ? and lease_token = ? and deleted_at is null
       returning order_id`,
        [LEASE_S, orderId, token]
      )
      return rows.length > 0
    },

    release: (lease, outcome) => release({ lease, outcome }),

    async acquireDue(limit) {
      const token = randomUUID()
      const { rows } = await knex.raw<{ rows: LeasedRow[] }>(
        `update ${TABLE} set lease_token = ?,
           lease_until = now() + make_interval(secs => ?),
           reprocess = false, updated_at = now()
         where id in (
           select id from ${TABLE}
           where due_at <= now() and deleted_at is null
             and (lease_until is null or lease_until < now())
           order by due_at limit ? for update skip locked
         )
         returning order_id, failures, requested, organization_id`,
        [token, LEASE_S, limit]
      )
      return rows.map((row) => toLease(row, token))
    },

    async processedAt(orderIds) {
      const { rows } = await knex.raw<{
        rows: { order_id: string; updated_at: Date }[]
      }>(
        `select order_id, updated_at from ${TABLE}
         where order_id = any(?::text[]) and deleted_at is null`,
        [orderIds]
      )
      return new Map(
        rows.map(({ order_id, updated_at }) => [order_id, updated_at])
      )
    },

    bind: (orderId, organizationId) => bind({ orderId, organizationId }),

    async rebind(orderId, organizationId) {
      await knex.raw(
        `update ${TABLE} set organization_id = ?, requested = true,
         due_at = now(), reprocess = true, updated_at = now()
       where order_id = ? and deleted_at is null`,
        [organizationId, orderId]
      )
    },
  }
}
