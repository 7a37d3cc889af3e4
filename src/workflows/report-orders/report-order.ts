import type { MedusaContainer } from "@medusajs/framework/types"
import { ContainerRegistrationKeys } from "@medusajs/framework/utils"
import {
  StepResponse,
  WorkflowResponse,
  createStep,
  createWorkflow,
} from "@medusajs/framework/workflows-sdk"
import { KINTSUGI_MODULE } from "../../modules/kintsugi"
import type { KintsugiModuleService } from "../../modules/kintsugi/service"
import type { KintsugiConnection } from "../../settings/effective"
import type { Outcome, Turn } from "../../modules/kintsugi/turns"
import { atMost } from "../classify-products/at-most"
import { messageOf } from "../../message-of"
import { deliver } from "./deliver"
import { type OrderAndRows, enterOrder, readRows, readToEnter } from "./enter"
import { pauseAfter } from "./failure"
import type { LedgerRow } from "./ledger-rows"

/** How often the books are reckoned again in one turn: locks, changes. */
const ROUNDS = 4

/** How many orders are read at a time; their turns last for minutes. */
const BATCH = 20

/**
 * How long an order counts as it was read, in ms; then the turn is made sure of
 * and the order read again. Nothing is lost by it: what happened since has left
 * a note with the turn, or else is later than `readAt`, which is when the sweep
 * takes the order to have been looked at.
 */
const STILL_AS_READ_MS = 30_000

const isStillAsRead = (readAt: Date): boolean =>
  Date.now() - readAt.getTime() < STILL_AS_READ_MS

/** How many orders this process delivers at the same time, whoever asks. */
const inTurn = atMost(4)

/**
 * Looks at orders and tells Kintsugi what it has not been told yet, again as
 * long as something happens to them meanwhile. Safe to run at any time, any
 * number of times, on any instance. What breaks while an order is looked at is in
 * the log, and the order stays due.
 *
 * @throws what the database says where no turn can be taken; then, too, the
 * orders stay due
 */
export const reportOrders = async (
  orderIds: string[],
  container: MedusaContainer
): Promise<void> => {
  const ids = [...new Set(orderIds)]
  for (let start = 0; start < ids.length; start += BATCH) {
    let due = ids.slice(start, start + BATCH)
    for (let round = 0; round < ROUNDS && due.length; round++) {
      due = await lookAtBatch(due, container)
    }
  }
}

/**
 * {@link reportOrders} for one. Has no compensation: what the ledger says is
 * true, and what Kintsugi was told happened.
 *
 * @example
 * reportOrderStep({ order_id: "order_123" })
 */
export const reportOrderStep = createStep(
  "kintsugi-report-order",
  async ({ order_id }: { order_id: string }, { container }) => {
    await reportOrders([order_id], container)
    return new StepResponse({ order_id })
  }
)

/**
 * Looks at an order and tells Kintsugi what it has not been told yet.
 *
 * @example
 * await reportOrderWorkflow(container).run({ input: { order_id: "order_123" } })
 */
export const reportOrderWorkflow = createWorkflow(
  "kintsugi-report-order",
  (input: { order_id: string }) => new WorkflowResponse(reportOrderStep(input))
)

/** @returns those to which something happened meanwhile */
const lookAtBatch = async (
  orderIds: string[],
  container: MedusaContainer
): Promise<string[]> => {
  const connection = await connectionOf(container)
  if (!connection) {
    return []
  }
  const turns = await turnsOf(container).take(orderIds)
  if (!turns.length) {
    return []
  }
  // Only now, so that whatever happens from here on leaves a note.
  const readAt = new Date()
  const reading = readToEnter(
    turns.map(({ orderId }) => orderId),
    container
  )
  // Each turn meets its failure when it comes, which may be later.
  reading.catch(() => undefined)
  const again = await Promise.all(
    turns.map((turn) =>
      inTurn(async () => {
        const { orderId, failures } = turn
        const outcome: Outcome = { readAt }
        try {
          const read = (await reading)(orderId)
          outcome.dueAt = await lookAtOrder(
            turn,
            read,
            readAt,
            connection,
            container
          )
        } catch (error) {
          outcome.dueAt = new Date(Date.now() + pauseAfter(failures + 1))
          outcome.failure = messageOf(error)
          logFailure(orderId, error, container)
        }
        return (await giveBack(turn, outcome, container)) ? orderId : []
      })
    )
  )
  return again.flat()
}

const lookAtOrder = async (
  turn: Turn,
  read: OrderAndRows,
  readAt: Date,
  connection: KintsugiConnection,
  container: MedusaContainer
): Promise<Date | undefined> => {
  // Who has waited long behind others may have lost the turn meanwhile.
  if (!isStillAsRead(readAt) && !(await turnsOf(container).keep(turn))) {
    return undefined
  }
  const rows = await enterOrder(turn.orderId, read, connection, container)
  return deliverDue(turn, rows, readAt, connection, container)
}

/** A turn that cannot be given back ends by itself. */
const giveBack = async (
  turn: Turn,
  outcome: Outcome,
  container: MedusaContainer
): Promise<boolean> => {
  try {
    return await turnsOf(container).giveBack(turn, outcome)
  } catch (error) {
    logFailure(turn.orderId, error, container)
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
      `[kintsugi] The order ${orderId} could not be looked at (${messageOf(error)}). ` +
        "It is looked at again by itself; nothing is lost."
    )
}

const turnsOf = (container: MedusaContainer) =>
  container.resolve<KintsugiModuleService>(KINTSUGI_MODULE).turns

const connectionOf = async (
  container: MedusaContainer
): Promise<KintsugiConnection | undefined> => {
  const connection = await container
    .resolve<KintsugiModuleService>(KINTSUGI_MODULE)
    .getConnection()
  return connection?.settings.sync.enabled ? connection : undefined
}

/**
 * @param entered - the order's rows
 * @param readAt - when the order was read
 * @returns when something is due again
 */
const deliverDue = async (
  turn: Turn,
  entered: LedgerRow[],
  readAt: Date,
  connection: KintsugiConnection,
  container: MedusaContainer
): Promise<Date | undefined> => {
  const turns = turnsOf(container)
  let rows = entered
  const seen = new Set<string>()
  for (let round = 0; round < ROUNDS; round++) {
    const next = rows.filter((row) => isDue(row, connection))
    let isChanged = false
    for (const { id } of next) {
      const row = rows.find((candidate) => candidate.id === id)
      // Sending the one before may have taken its time, and the order changed.
      if (!row || !isDue(row, connection)) {
        continue
      }
      const sale = saleOf(row, rows)
      if (row.type === "credit_note" && !sale?.told) {
        await waitForSale(row, container)
        continue
      }
      if (!(await turns.keep(turn))) {
        return undefined
      }
      const outcome = await whileKept(turn, container, () =>
        deliver(row, sale, connection, container)
      )
      isChanged ||= outcome === "locked" || outcome === "delivered"
      const isAllThereWas =
        rows.length === 1 && outcome === "delivered" && isStillAsRead(readAt)
      // A credit note needs what its sale has got: Kintsugi's id.
      rows = isAllThereWas
        ? await readRows(turn.orderId, container)
        : await enterOrder(
            turn.orderId,
            (await readToEnter([turn.orderId], container))(turn.orderId),
            connection,
            container
          )
      if (outcome === "locked") {
        break
      }
    }
    const key = rows
      .map(({ id, state, told_hash, locked }) =>
        [id, state, told_hash, locked].join()
      )
      .join(";")
    if (!isChanged || seen.has(key)) {
      break
    }
    seen.add(key)
  }
  return nextTime(rows)
}

/** Shorter than a turn lasts, in ms. */
const KEEP_EVERY_MS = 40_000

/** Does something that may last longer than a turn does. */
const whileKept = async <T>(
  turn: Turn,
  container: MedusaContainer,
  act: () => Promise<T>
): Promise<T> => {
  const keeper = setInterval(() => {
    turnsOf(container)
      .keep(turn)
      .catch((error) => logFailure(turn.orderId, error, container))
  }, KEEP_EVERY_MS)
  keeper.unref()
  try {
    return await act()
  } finally {
    clearInterval(keeper)
  }
}

const waitForSale = async (
  { id, waits_for }: LedgerRow,
  container: MedusaContainer
): Promise<void> => {
  if (waits_for !== "sale") {
    await container
      .resolve<KintsugiModuleService>(KINTSUGI_MODULE)
      .updateKintsugiTransactions({
        id,
        state: "waiting",
        waits_for: "sale",
        message: "Waits until Kintsugi has the sale that it takes from.",
      })
  }
}

const isDue = (
  row: LedgerRow,
  { organizationId }: KintsugiConnection
): boolean =>
  row.organization_id === organizationId &&
  (row.state === "sending" ||
    (row.state === "waiting" &&
      (!row.waits_for ||
        row.waits_for === "sale" ||
        (row.waits_for === "retry" &&
          (row.next_attempt_at?.getTime() ?? 0) <= Date.now()))))

const saleOf = (row: LedgerRow, rows: LedgerRow[]): LedgerRow | undefined =>
  rows.find(
    ({ type, external_id }) =>
      type === "sale" && external_id === row.sale_external_id
  )

const nextTime = (rows: LedgerRow[]): Date | undefined => {
  const times = rows
    .filter(
      ({ state, waits_for }) => state === "waiting" && waits_for === "retry"
    )
    .flatMap(({ next_attempt_at }) => next_attempt_at ?? [])
    .map((time) => new Date(time).getTime())
  return times.length ? new Date(Math.min(...times)) : undefined
}
