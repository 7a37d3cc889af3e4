import type { MedusaContainer } from "@medusajs/framework/types"
import { ContainerRegistrationKeys } from "@medusajs/framework/utils"
import { encodeTime } from "ulid"
import { ordersByPayment } from "./orders-of-payment"

/** Order id → when it changed last, in ms since the epoch. */
export type OrderChanges = ReadonlyMap<string, number>

/**
 * What grows when an order is placed, paid, refunded or changed: each version of
 * an order has items of its own. Medusa's ids contain the time, so that new rows
 * are together in the index of the primary keys.
 */
const GROWING = [
  { entity: "order_item", prefix: "orditem" },
  { entity: "order_change", prefix: "ordch" },
  { entity: "order_transaction", prefix: "ordtrx" },
]

/** How much further than now to look, in ms: the clocks of other machines. */
const AHEAD_MS = 24 * 60 * 60 * 1000

/**
 * The orders that have rows which were created since then. As fast with a
 * million orders as with a hundred. Does not see changes that create no row.
 */
export const ordersWithNewRows = async (
  since: Date,
  now: Date,
  container: MedusaContainer
): Promise<OrderChanges> => {
  const rows = await Promise.all(
    GROWING.map(async ({ entity, prefix }) => {
      const found = await read(
        entity,
        ["order_id", "created_at"],
        {
          id: {
            $gte: idAt(prefix, since.getTime()),
            $lt: idAt(prefix, now.getTime() + AHEAD_MS),
          },
        },
        container
      )
      return found.map(({ order_id, created_at }) => ({
        id: order_id,
        at: created_at,
      }))
    })
  )
  return latestChanges(rows.flat())
}

/** The lowest id that Medusa can make at this time, in ms since the epoch. */
const idAt = (prefix: string, time: number): string =>
  `${prefix}_${encodeTime(time, ULID_TIME_LENGTH)}`

/** Characters of a ULID that are its time. */
const ULID_TIME_LENGTH = 10

/**
 * The orders to which anything happened since then, by the dates of all rows.
 * Reads whole tables.
 */
export const changedOrders = async (
  since: Date,
  container: MedusaContainer
): Promise<OrderChanges> => {
  const readSince = (entity: string, field: string, date: string) =>
    read(entity, [field, date], { [date]: { $gte: since } }, container)
  const [orders, returns, captures, refunds] = await Promise.all([
    readSince("order", "id", "updated_at"),
    readSince("return", "order_id", "updated_at"),
    readSince("capture", "payment_id", "created_at"),
    readSince("refund", "payment_id", "created_at"),
  ])
  const moves = [...captures, ...refunds]
  const byPayment = await ordersByPayment(
    [...new Set(moves.flatMap(({ payment_id }) => payment_id ?? []))],
    container
  )
  return latestChanges([
    ...orders.map(({ id, updated_at }) => ({ id, at: updated_at })),
    ...returns.map(({ order_id, updated_at }) => ({
      id: order_id,
      at: updated_at,
    })),
    ...moves.flatMap(({ payment_id, created_at }) =>
      (byPayment.get(payment_id ?? "") ?? []).map((id) => ({
        id,
        at: created_at,
      }))
    ),
  ])
}

const read = async (
  entity: string,
  fields: string[],
  filters: object,
  container: MedusaContainer
): Promise<Record<string, string | undefined>[]> => {
  const query = container.resolve(ContainerRegistrationKeys.QUERY)
  const { data } = await query.graph({
    entity,
    fields,
    filters,
  } as Parameters<typeof query.graph>[0])
  return data as unknown as Record<string, string | undefined>[]
}

const latestChanges = (
  changes: { id: string | undefined; at: string | undefined }[]
): OrderChanges => {
  const latest = new Map<string, number>()
  for (const { id, at } of changes) {
    if (id && at) {
      latest.set(id, Math.max(latest.get(id) ?? 0, new Date(at).getTime()))
    }
  }
  return latest
}
