import type { MedusaContainer } from "@medusajs/framework/types"
import { ContainerRegistrationKeys } from "@medusajs/framework/utils"
import { KINTSUGI_MODULE } from "../../modules/kintsugi"
import { FIRST_CONNECTED } from "../../modules/kintsugi/settings/reporting-start"
import type { KintsugiModuleService } from "../../modules/kintsugi/service"
import { ordersByPayment } from "./orders-of-payment"
import { processOrders } from "./process-orders"
import { trimDelivered } from "./trim-delivered"

/** The mark up to which changes have been swept. */
const MARK = "swept"

/** How far a sweep looks back behind the mark, in ms: clocks, late commits. */
const OVERLAP_MS = 10 * 60 * 1000

/** How many orders a sweep takes at a time. */
const BATCH = 50

/** How many batches a sweep takes at most; the next sweep continues. */
const BATCHES = 200

/**
 * Processes the orders that are due, and those with a change that no event
 * announced. Safe to run on several instances at once.
 */
export const sweep = async (container: MedusaContainer): Promise<void> => {
  const service = container.resolve<KintsugiModuleService>(KINTSUGI_MODULE)
  await service.deleteExpiredLocks()
  await trimDelivered(container)
  if (!(await service.settings.get()).sync.enabled) {
    await service.reporting.recordOff()
    return
  }
  await enqueueChangedOrders(service, container)
  const connection = await service.settings.getConnection()
  if (!connection) {
    return
  }
  await enqueueHeldOrders(connection.organizationId, service)
  for (let batch = 0; batch < BATCHES; batch++) {
    const due = await service.orderQueue.nextDue(BATCH)
    // Without a connection no order is leased, and the same ones stay due.
    if (!due.length || !(await service.settings.getConnection())) {
      return
    }
    await processOrders(due, container)
  }
}

/** Enqueues orders that waited for the organization that is connected again. */
const enqueueHeldOrders = async (
  organizationId: string,
  service: KintsugiModuleService
): Promise<void> => {
  const held = await service.listKintsugiLedgerEntries(
    { organization_id: organizationId, blocked_by: "organization" },
    { select: ["order_id"], take: BATCH * BATCHES }
  )
  await service.orderQueue.enqueue([
    ...new Set(held.map(({ order_id }) => order_id)),
  ])
}

const enqueueChangedOrders = async (
  service: KintsugiModuleService,
  container: MedusaContainer
): Promise<void> => {
  const now = new Date()
  const [mark] = await service.listKintsugiTimestamps({ id: MARK })
  const since = mark
    ? new Date(new Date(mark.at).getTime() - OVERLAP_MS)
    : await beforeFirstSweep(service)
  if (since) {
    await service.orderQueue.enqueue(
      await unprocessedOrders(since, service, container)
    )
  }
  await service.timestamps.record(MARK, now)
}

/**
 * The time from which the first sweep looks for changes: a store that is killed
 * in its first minute has not swept yet. Orders older than the first
 * connection are left to the backfill, even with an earlier `sync.since`.
 *
 * @returns undefined where the store was never connected
 */
const beforeFirstSweep = async (
  service: KintsugiModuleService
): Promise<Date | undefined> => {
  const { since } = await service.reporting.get()
  const [first] = await service.listKintsugiTimestamps({ id: FIRST_CONNECTED })
  if (!since || !first) {
    return undefined
  }
  const connectedAt = new Date(first.at)
  return since > connectedAt ? since : connectedAt
}

/** Orders that changed since then and were not processed afterwards. */
const unprocessedOrders = async (
  since: Date,
  service: KintsugiModuleService,
  container: MedusaContainer
): Promise<string[]> => {
  const changed = await changedSince(since, container)
  const syncs = await service.listKintsugiOrderSyncs(
    { order_id: [...changed.keys()] },
    { take: null }
  )
  const processedAt = new Map(
    syncs.map(({ order_id, updated_at }) => [
      order_id,
      new Date(updated_at).getTime(),
    ])
  )
  return [...changed]
    .filter(([id, at]) => (processedAt.get(id) ?? 0) <= at + SAME_MOMENT_MS)
    .map(([id]) => id)
}

/** Processing may have missed what happened at the same moment. */
const SAME_MOMENT_MS = 2_000

/** Order id → when something last happened to it, in ms since the epoch. */
const changedSince = async (
  since: Date,
  container: MedusaContainer
): Promise<Map<string, number>> => {
  const query = container.resolve(ContainerRegistrationKeys.QUERY)
  const read = async (entity: string, fields: string[], date: string) => {
    const { data } = await query.graph({
      entity,
      fields: [...fields, date],
      filters: { [date]: { $gte: since } },
    } as Parameters<typeof query.graph>[0])
    return data as unknown as Record<string, string | undefined>[]
  }
  const [orders, returns, captures, refunds] = await Promise.all([
    read("order", ["id"], "updated_at"),
    read("return", ["order_id"], "updated_at"),
    read("capture", ["payment_id"], "created_at"),
    read("refund", ["payment_id"], "created_at"),
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

/** Order id → when its latest change was, in ms since the epoch. */
const latestChanges = (
  changes: { id: string | undefined; at: string | undefined }[]
): Map<string, number> => {
  const latest = new Map<string, number>()
  for (const { id, at } of changes) {
    if (id && at) {
      latest.set(id, Math.max(latest.get(id) ?? 0, new Date(at).getTime()))
    }
  }
  return latest
}
