import type { MedusaContainer } from "@medusajs/framework/types"
import { promiseAll } from "@medusajs/framework/utils"
import {
  StepResponse,
  WorkflowResponse,
  createStep,
  createWorkflow,
} from "@medusajs/framework/workflows-sdk"
import { KINTSUGI_MODULE } from "../../modules/kintsugi"
import type { Lease } from "../../modules/kintsugi/order-queue"
import type { KintsugiModuleService } from "../../modules/kintsugi/service"
import { plainErrorMessage } from "../plain-error-message"
import { atMost } from "../limit-concurrency"
import { nextTurn } from "../next-turn"
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
const BATCH = 25

/** How many batches are under way at a time: one is read, others delivered. */
const BATCHES = 3

/**
 * How many orders this process delivers at the same time, for all callers: as
 * many as Kintsugi's rate limit permits if it takes half a second for each.
 */
const limit = atMost(48)

/** Lets requests to the store in between the calculations for two orders. */
const oneByOne = atMost(1)

/**
 * Processes orders and sends Kintsugi what it does not have yet; repeats that
 * while the orders change meanwhile. Safe to run at any time, any number of
 * times, on any instance. A failure while an order is processed is logged, and
 * the order stays due.
 *
 * @throws the database's error if leases can't be acquired; their orders stay
 * due then, too
 */
export const processOrders = async (
  orderIds: string[],
  container: MedusaContainer
): Promise<void> => {
  const ids = [...new Set(orderIds)]
  const inTurn = atMost(BATCHES)
  const batches = Array.from(
    { length: Math.ceil(ids.length / BATCH) },
    (_, n) => ids.slice(n * BATCH, (n + 1) * BATCH)
  )
  await promiseAll(
    batches.map((batch) => inTurn(() => processRepeatedly(batch, container)))
  )
}

const processRepeatedly = async (
  orderIds: string[],
  container: MedusaContainer
): Promise<void> => {
  let due = orderIds
  for (let leases = 0; leases < LEASES && due.length; leases++) {
    if (!(await isReporting(container))) {
      return
    }
    due = await processBatch(
      await orderQueueOf(container).acquire(due),
      container
    )
  }
}

/**
 * {@link processOrders} for all that are due and that no other process works
 * on, the longest waiting first. To be called where reporting is on.
 *
 * @param most - how many orders, about
 */
export const processDueOrders = async (
  most: number,
  container: MedusaContainer
): Promise<void> => {
  const queue = orderQueueOf(container)
  let left = most - BATCH
  const acquireNext = async (): Promise<Lease[]> => {
    // Without a connection, the same orders would be due again and again.
    if (left <= 0 || !(await isReporting(container))) {
      return []
    }
    left -= BATCH
    return queue.acquireDue(BATCH)
  }
  const work = async (first: Lease[]): Promise<void> => {
    for (let leases = first; leases.length; leases = await acquireNext()) {
      await processBatch(leases, container)
    }
  }
  const first = await queue.acquireDue(BATCH)
  const others = first.length < BATCH ? 0 : BATCHES - 1
  await promiseAll([
    work(first),
    ...Array.from({ length: others }, async () => work(await acquireNext())),
  ])
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
  leases: Lease[],
  container: MedusaContainer
): Promise<string[]> => {
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
    const failure = plainErrorMessage(error)
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
  await oneByOne(nextTurn)
  if (!connection) {
    // Nothing can be sent now; the order stays due.
    return new Date()
  }
  const context: ProcessingContext = { lease, connection, since, readZone }
  const rows = await syncLedgerEntries(context, read, container)
  return deliverDueEntries(context, rows, readAt, container)
}

const isReporting = async (container: MedusaContainer): Promise<boolean> =>
  (await reportingOf(container)).connection !== undefined

const orderQueueOf = (container: MedusaContainer) =>
  container.resolve<KintsugiModuleService>(KINTSUGI_MODULE).orderQueue

const reportingOf = (container: MedusaContainer) =>
  container.resolve<KintsugiModuleService>(KINTSUGI_MODULE).reporting.get()
