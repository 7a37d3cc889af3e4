import type { MedusaContainer } from "@medusajs/framework/types"
import { ContainerRegistrationKeys } from "@medusajs/framework/utils"
import { KINTSUGI_MODULE } from "../../modules/kintsugi"
import type { KintsugiModuleService } from "../../modules/kintsugi/service"
import type { KintsugiConnection } from "../../modules/kintsugi/settings/effective-settings"
import type { LeaseOutcome, Lease } from "../../modules/kintsugi/order-queue"
import { atMost } from "../products/limit-concurrency"
import { safeErrorMessage } from "../../safe-error-message"
import { deliver } from "./delivery/deliver-entry"
import {
  type ProcessingContext,
  type OrderAndEntries,
  syncLedgerEntries,
  ofOrganization,
  readRows,
  readOrdersAndEntries,
} from "./sync-entries"
import { backoffMs } from "./delivery/delivery-failure"
import { type LocationZone, locationZoneOnce } from "./shop-time-zone"
import type { LedgerEntryRow } from "./entry-rows"

/** How often one lease recalculates the ledger: after locks and changes. */
const ROUNDS = 4

/** How many orders are read at a time; their leases last for minutes. */
const BATCH = 20

/**
 * How long a read order counts as fresh, in ms; after that, the lease is
 * renewed and the order read again. Nothing is lost: a change since then has
 * enqueued the order again during the lease, or is later than `readAt`, which
 * the sweep takes as the time when the order was processed.
 */
const FRESH_MS = 30_000

const isFresh = (readAt: Date): boolean =>
  Date.now() - readAt.getTime() < FRESH_MS

/** How many orders this process delivers at the same time, for all callers. */
const limit = atMost(4)

/**
 * Processes orders and sends Kintsugi what it does not have yet; repeats that
 * while the orders change meanwhile. Safe to run at any time, any number of
 * times, on any instance. A failure while an order is processed is logged, and
 * the order stays due.
 *
 * @throws the database's error if no lease can be acquired; the orders stay due
 * then, too
 */
export const processOrders = async (
  orderIds: string[],
  container: MedusaContainer
): Promise<void> => {
  const ids = [...new Set(orderIds)]
  for (let start = 0; start < ids.length; start += BATCH) {
    let due = ids.slice(start, start + BATCH)
    for (let round = 0; round < ROUNDS && due.length; round++) {
      due = await processBatch(due, container)
    }
  }
}

/** @returns the orders that changed meanwhile */
const processBatch = async (
  orderIds: string[],
  container: MedusaContainer
): Promise<string[]> => {
  if (!(await reportingOf(container)).connection) {
    return []
  }
  const leases = await orderQueueOf(container).acquire(orderIds)
  if (!leases.length) {
    return []
  }
  // Only now, so that every later change enqueues the order again.
  const readAt = new Date()
  const readZone = locationZoneOnce(container)
  const reading = readOrdersAndEntries(
    leases.map(({ orderId }) => orderId),
    container
  )
  // Each lease handles a failure when it awaits this, which may be later.
  reading.catch(() => undefined)
  const again = await Promise.all(
    leases.map((lease) =>
      limit(async () => {
        const { orderId, failures } = lease
        const outcome: LeaseOutcome = { readAt }
        try {
          const read = (await reading)(orderId)
          outcome.dueAt = await processOrder(
            { lease, readAt, readZone },
            read,
            container
          )
        } catch (error) {
          outcome.dueAt = new Date(Date.now() + backoffMs(failures + 1))
          outcome.failure = safeErrorMessage(error)
          logFailure(orderId, error, container)
        }
        return (await releaseLease(lease, outcome, container)) ? orderId : []
      })
    )
  )
  return again.flat()
}

type LeasedOrder = { lease: Lease; readAt: Date; readZone: LocationZone }

const processOrder = async (
  { lease, readAt, readZone }: LeasedOrder,
  read: OrderAndEntries,
  container: MedusaContainer
): Promise<Date | undefined> => {
  // An order that waited long behind others may have lost its lease meanwhile.
  if (!isFresh(readAt) && !(await orderQueueOf(container).renew(lease))) {
    return undefined
  }
  // Read again for each order: a switch takes effect between two of them.
  const { connection, since } = await reportingOf(container)
  if (!connection) {
    // Nothing can be sent now; the order stays due.
    return new Date()
  }
  const context: ProcessingContext = { lease, connection, since, readZone }
  const rows = await syncLedgerEntries(context, read, container)
  return deliverDue(context, rows, readAt, container)
}

/** A lease that cannot be released expires. */
const releaseLease = async (
  lease: Lease,
  outcome: LeaseOutcome,
  container: MedusaContainer
): Promise<boolean> => {
  try {
    return await orderQueueOf(container).release(lease, outcome)
  } catch (error) {
    logFailure(lease.orderId, error, container)
    return false
  }
}

const logFailure = (
  orderId: string,
  error: unknown,
  container: MedusaContainer
): void => {
  container
    .resolve(ContainerRegistrationKeys.LOGGER)
    .error(
      `[kintsugi] The order ${orderId} could not be processed (${safeErrorMessage(error)}). ` +
        "It is processed again automatically; nothing is lost."
    )
}

const orderQueueOf = (container: MedusaContainer) =>
  container.resolve<KintsugiModuleService>(KINTSUGI_MODULE).orderQueue

const reportingOf = (container: MedusaContainer) =>
  container.resolve<KintsugiModuleService>(KINTSUGI_MODULE).getReporting()

/**
 * @param entered - the order's rows
 * @param readAt - when the order was read
 * @returns when something is due again
 */
const deliverDue = async (
  context: ProcessingContext,
  initialRows: LedgerEntryRow[],
  readAt: Date,
  container: MedusaContainer
): Promise<Date | undefined> => {
  const { lease, connection } = context
  const queue = orderQueueOf(container)
  let rows = initialRows
  const seen = new Set<string>()
  for (let round = 0; round < ROUNDS; round++) {
    const next = rows.filter((row) => isDue(row, connection))
    let isChanged = false
    for (const { id } of next) {
      const row = rows.find((candidate) => candidate.id === id)
      // Sending the previous row may have taken long, and the order changed.
      if (!row || !isDue(row, connection)) {
        continue
      }
      const sale = saleOf(row, rows)
      if (row.type === "credit_note" && !sale?.delivered_content) {
        await waitForSale(row, container)
        continue
      }
      if (!(await queue.renew(lease))) {
        return undefined
      }
      const outcome = await withRenewedLease(lease, container, () =>
        deliver(row, sale, connection, container)
      )
      isChanged ||= outcome === "locked" || outcome === "delivered"
      const isOnlyRow =
        rows.length === 1 && outcome === "delivered" && isFresh(readAt)
      // A credit note needs its sale's id at Kintsugi, which is new.
      rows = isOnlyRow
        ? ofOrganization(
            lease.organizationId,
            await readRows(lease.orderId, container)
          )
        : await syncLedgerEntries(
            context,
            (await readOrdersAndEntries([lease.orderId], container))(
              lease.orderId
            ),
            container
          )
      if (outcome === "locked") {
        break
      }
    }
    const key = rows
      .map(({ id, state, delivered_hash, locked }) =>
        [id, state, delivered_hash, locked].join()
      )
      .join(";")
    if (!isChanged || seen.has(key)) {
      break
    }
    seen.add(key)
  }
  return nextTime(rows)
}

/** Shorter than a lease, in ms. */
const RENEW_EVERY_MS = 40_000

/** Does something that may take longer than a lease lasts. */
const withRenewedLease = async <T>(
  lease: Lease,
  container: MedusaContainer,
  act: () => Promise<T>
): Promise<T> => {
  const timer = setInterval(() => {
    orderQueueOf(container)
      .renew(lease)
      .catch((error) => logFailure(lease.orderId, error, container))
  }, RENEW_EVERY_MS)
  timer.unref()
  try {
    return await act()
  } finally {
    clearInterval(timer)
  }
}

const waitForSale = async (
  { id, blocked_by }: LedgerEntryRow,
  container: MedusaContainer
): Promise<void> => {
  if (blocked_by !== "sale") {
    await container
      .resolve<KintsugiModuleService>(KINTSUGI_MODULE)
      .changeLedgerEntry(id, {
        state: "waiting",
        blocked_by: "sale",
        message: "Waits until Kintsugi has the sale that it credits.",
      })
  }
}

const isDue = (
  row: LedgerEntryRow,
  { organizationId }: KintsugiConnection
): boolean =>
  row.organization_id === organizationId &&
  (row.state === "sending" ||
    (row.state === "waiting" &&
      (!row.blocked_by ||
        row.blocked_by === "sale" ||
        (isRetried(row) &&
          (row.next_attempt_at?.getTime() ?? 0) <= Date.now()))))

/** Whether it is retried automatically, at `next_attempt_at`. */
const isRetried = ({ state, blocked_by }: LedgerEntryRow): boolean =>
  state === "waiting" && (blocked_by === "retry" || blocked_by === "product")

const saleOf = (
  row: LedgerEntryRow,
  rows: LedgerEntryRow[]
): LedgerEntryRow | undefined =>
  rows.find(
    ({ type, external_id }) =>
      type === "sale" && external_id === row.sale_external_id
  )

const nextTime = (rows: LedgerEntryRow[]): Date | undefined => {
  const times = rows
    .filter(isRetried)
    .flatMap(({ next_attempt_at }) => next_attempt_at ?? [])
    .map((time) => new Date(time).getTime())
  return times.length ? new Date(Math.min(...times)) : undefined
}
