import type { MedusaContainer } from "@medusajs/framework/types"
import {
  StepResponse,
  WorkflowResponse,
  createStep,
  createWorkflow,
} from "@medusajs/framework/workflows-sdk"
import { KINTSUGI_MODULE } from "../../modules/kintsugi"
import type { Lease } from "../../modules/kintsugi/order-queue"
import type { KintsugiModuleService } from "../../modules/kintsugi/service"
import { safeErrorMessage } from "../../safe-error-message"
import { atMost } from "../products/limit-concurrency"
import { deliverDueEntries } from "./deliver-due-entries"
import { backoffMs } from "./delivery/delivery-failure"
import { logFailure, releaseLease } from "./lease"
import {
  type OrderAndEntries,
  isRecentlyRead,
  readOrdersAndEntries,
} from "./read-entries"
import { type LocationZone, locationZoneOnce } from "./shop-time-zone"
import { type ProcessingContext, syncLedgerEntries } from "./sync-entries"

/** How many times in a row an order is leased that changes meanwhile. */
const LEASES = 4

/** How many orders are read at a time; their leases last for minutes. */
const BATCH = 20

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
    for (let leases = 0; leases < LEASES && due.length; leases++) {
      due = await processBatch(due, container)
    }
  }
}

/**
 * {@link processOrders} for one. Has no compensation: the ledger's entries are
 * true, and what was sent to Kintsugi happened.
 *
 * @example
 * processOrderStep({ order_id: "order_123" })
 */
const processOrderStep = createStep(
  "kintsugi-process-order",
  async ({ order_id }: { order_id: string }, { container }) => {
    await processOrders([order_id], container)
    return new StepResponse({ order_id })
  }
)

/**
 * Processes an order and sends Kintsugi what it does not have yet, now: for code
 * of a store that changes an order without an event of Medusa's. By its name,
 * the workflow engine runs the code of the installed plugin; an import of
 * {@link processOrders} from elsewhere would be a second copy, to which the
 * installed client's errors are unknown.
 *
 * @example
 * await processOrderWorkflow(container).run({ input: { order_id: "order_123" } })
 */
export const processOrderWorkflow = createWorkflow(
  "kintsugi-process-order",
  (input: { order_id: string }) => new WorkflowResponse(processOrderStep(input))
)

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
  const changed = await Promise.all(
    leases.map((lease) =>
      limit(() =>
        processLeased({ lease, readAt, readZone }, reading, container)
      )
    )
  )
  return leases.flatMap(({ orderId }, index) => (changed[index] ? orderId : []))
}

type LeasedOrder = { lease: Lease; readAt: Date; readZone: LocationZone }

/** @returns whether the order changed meanwhile */
const processLeased = async (
  leased: LeasedOrder,
  reading: Promise<(orderId: string) => OrderAndEntries>,
  container: MedusaContainer
): Promise<boolean> => {
  const { lease, readAt } = leased
  const { orderId, failures } = lease
  try {
    const read = (await reading)(orderId)
    const dueAt = await processOrder(leased, read, container)
    return await releaseLease(lease, { readAt, dueAt }, container)
  } catch (error) {
    logFailure(orderId, error, container)
    const dueAt = new Date(Date.now() + backoffMs(failures + 1))
    const failure = safeErrorMessage(error)
    return releaseLease(lease, { readAt, dueAt, failure }, container)
  }
}

/** @returns when something of the order is due again */
const processOrder = async (
  { lease, readAt, readZone }: LeasedOrder,
  read: OrderAndEntries,
  container: MedusaContainer
): Promise<Date | undefined> => {
  // An order that waited long behind others may have lost its lease meanwhile.
  if (
    !isRecentlyRead(readAt) &&
    !(await orderQueueOf(container).renew(lease))
  ) {
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
  return deliverDueEntries(context, rows, readAt, container)
}

const orderQueueOf = (container: MedusaContainer) =>
  container.resolve<KintsugiModuleService>(KINTSUGI_MODULE).orderQueue

const reportingOf = (container: MedusaContainer) =>
  container.resolve<KintsugiModuleService>(KINTSUGI_MODULE).reporting.get()
