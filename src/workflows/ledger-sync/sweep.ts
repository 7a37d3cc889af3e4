import type { MedusaContainer } from "@medusajs/framework/types"
import { changedOrders, ordersWithNewRows } from "./changed-orders"
import { KINTSUGI_MODULE } from "../../modules/kintsugi"
import type { KintsugiModuleService } from "../../modules/kintsugi/service"
import { processDueOrders } from "./process-orders"
import { trimDelivered } from "./trim-delivered"

/** The marks up to which changes have been swept, by how they were looked for. */
const NEW_ROWS = "swept"
const ALL_CHANGES = "swept-all-changes"

/** How often all changes are looked for, in ms. */
const ALL_CHANGES_EVERY_MS = 60 * 60 * 1000

/** How far a sweep looks back behind a mark, in ms: clocks, late commits. */
const OVERLAP_MS = 10 * 60 * 1000

/** How many orders a sweep takes at most; the next sweep continues. */
const MOST = 10_000

/**
 * Processes the orders that are due, and those with a change that no event
 * announced. Safe to run on several instances at once.
 */
export const sweep = async (container: MedusaContainer): Promise<void> => {
  const service = container.resolve<KintsugiModuleService>(KINTSUGI_MODULE)
  await Promise.all([service.deleteExpiredLocks(), trimDelivered(container)])
  const { connection } = await service.reporting.get()
  if (!connection) {
    await recordWhileOff(service, container)
    return
  }
  await Promise.all([
    enqueueChangedOrders(service, container),
    enqueueHeldOrders(connection.organizationId, service),
  ])
  await processDueOrders(MOST, container)
}

/** Without a key, orders are enqueued, and wait for one. */
const recordWhileOff = async (
  service: KintsugiModuleService,
  container: MedusaContainer
): Promise<void> =>
  (await service.settings.get()).sync.enabled
    ? enqueueChangedOrders(service, container)
    : service.reporting.recordOff()

/** Enqueues orders that waited for the organization that is connected again. */
const enqueueHeldOrders = async (
  organizationId: string,
  service: KintsugiModuleService
): Promise<void> =>
  service.orderQueue.enqueue(
    await service.ledger.listHeldOrders(organizationId, MOST)
  )

/**
 * Enqueues the orders that have changed since they were processed. Nearly every
 * change makes new rows, which are quickly found by their ids. The others (an
 * unpaid order is cancelled, an order is imported with an id of its own) can
 * only be found by their dates, for which Medusa (2.21) has no index: those are
 * looked for once an hour, and in the first sweep.
 */
const enqueueChangedOrders = async (
  service: KintsugiModuleService,
  container: MedusaContainer
): Promise<void> => {
  const now = new Date()
  const marks = await service.timestamps.read([NEW_ROWS, ALL_CHANGES])
  const newRows = marks.get(NEW_ROWS)
  const allChanges = marks.get(ALL_CHANGES)
  const isAllDue =
    !newRows ||
    !allChanges ||
    now.getTime() - allChanges.getTime() >= ALL_CHANGES_EVERY_MS
  if (!isAllDue) {
    const since = before(newRows)
    await enqueueUnprocessed(
      await ordersWithNewRows(since, now, container),
      service
    )
  } else {
    const swept = allChanges ?? newRows
    const since = swept ? before(swept) : await beforeFirstSweep(service)
    if (since) {
      await enqueueUnprocessed(await changedOrders(since, container), service)
    }
    await service.timestamps.record(ALL_CHANGES, now)
  }
  await service.timestamps.record(NEW_ROWS, now)
}

const before = (mark: Date): Date => new Date(mark.getTime() - OVERLAP_MS)

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
  const connectedAt = await service.reporting.getFirstConnection()
  if (!since || !connectedAt) {
    return undefined
  }
  return since > connectedAt ? since : connectedAt
}

/**
 * Enqueues orders that were not processed after they changed.
 *
 * @param changes - order id → when it changed last, in ms since the epoch
 */
const enqueueUnprocessed = async (
  changes: ReadonlyMap<string, number>,
  service: KintsugiModuleService
): Promise<void> => {
  if (!changes.size) {
    return
  }
  const processedAt = await service.orderQueue.processedAt([...changes.keys()])
  await service.orderQueue.enqueue(
    [...changes]
      .filter(
        ([id, at]) =>
          (processedAt.get(id)?.getTime() ?? 0) <= at + SAME_MOMENT_MS
      )
      .map(([id]) => id)
  )
}

/** Processing may have missed what happened at the same moment. */
const SAME_MOMENT_MS = 2_000
