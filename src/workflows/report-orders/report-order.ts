import type { MedusaContainer } from "@medusajs/framework/types"
import { ContainerRegistrationKeys } from "@medusajs/framework/utils"
import {
  StepResponse,
  WorkflowResponse,
  createStep,
  createWorkflow,
  transform,
} from "@medusajs/framework/workflows-sdk"
import { KINTSUGI_MODULE } from "../../modules/kintsugi"
import type { KintsugiModuleService } from "../../modules/kintsugi/service"
import type { KintsugiConnection } from "../../settings/effective"
import type { Turn } from "../../modules/kintsugi/turns"
import { deliver } from "./deliver"
import { enterOrder, readRows } from "./enter"
import { pauseAfter } from "./failure"
import type { LedgerRow } from "./ledger-rows"

/** How often the books are reckoned again in one turn: locks, changes. */
const ROUNDS = 4

type OrderToReport = { order_id: string }

/**
 * Takes the turn at an order, or leaves a note for whoever has it; gives it
 * back, to be looked at again soon, if a later step fails.
 *
 * @example
 * takeTurnStep({ order_id: "order_123" })
 */
export const takeTurnStep = createStep(
  "kintsugi-take-turn",
  async ({ order_id }: OrderToReport, { container }) => {
    const turn = await turnsOf(container).take(order_id)
    return new StepResponse(turn ?? null, turn)
  },
  async (turn, { container }) => {
    if (turn) {
      await turnsOf(container).giveBack(
        turn,
        new Date(Date.now() + pauseAfter(2))
      )
    }
  }
)

/**
 * Writes down what Kintsugi must be told about an order. Has no compensation:
 * what the ledger says is true, whatever becomes of its delivery.
 *
 * @example
 * enterTransactionsStep(turn)
 */
export const enterTransactionsStep = createStep(
  "kintsugi-enter-transactions",
  async (turn: Turn | null, { container }) => {
    const connection = await connectionOf(container)
    const readAt = Date.now()
    if (turn && connection) {
      await enterOrder(turn.orderId, connection, container)
    }
    return new StepResponse({ readAt })
  }
)

/**
 * Tells Kintsugi what is due, in the order in which it happened. Has no
 * compensation: what Kintsugi was told happened. Fails for no failure of
 * Kintsugi's; when to try again is written down.
 *
 * @example
 * deliverTransactionsStep({ turn, readAt: Date.now() })
 */
export const deliverTransactionsStep = createStep(
  "kintsugi-deliver-transactions",
  async (
    { turn, readAt }: { turn: Turn | null; readAt: number },
    { container }
  ) => {
    const connection = await connectionOf(container)
    if (!turn || !connection) {
      return new StepResponse({ dueAt: null as string | null })
    }
    const dueAt = await deliverDue(turn, readAt, connection, container)
    return new StepResponse({ dueAt: dueAt?.toISOString() ?? null })
  }
)

/**
 * Gives the turn at an order back.
 *
 * @example
 * giveTurnBackStep({ turn, dueAt: null })
 */
export const giveTurnBackStep = createStep(
  "kintsugi-give-turn-back",
  async (
    { turn, dueAt }: { turn: Turn | null; dueAt: string | null },
    { container }
  ) =>
    new StepResponse(
      turn
        ? await turnsOf(container).giveBack(
            turn,
            dueAt ? new Date(dueAt) : undefined
          )
        : false
    )
)

/**
 * Looks at an order and tells Kintsugi what it has not been told yet. Safe to
 * run at any time, any number of times, on any instance.
 *
 * @example
 * await reportOrderWorkflow(container).run({ input: { order_id: "order_123" } })
 */
export const reportOrderWorkflow = createWorkflow(
  "kintsugi-report-order",
  (input: OrderToReport) => {
    const turn = takeTurnStep(input)
    const entered = enterTransactionsStep(turn)
    const { dueAt } = deliverTransactionsStep(
      transform({ turn, entered }, ({ turn, entered: { readAt } }) => ({
        turn,
        readAt,
      }))
    )
    const lookAgain = giveTurnBackStep({ turn, dueAt })
    return new WorkflowResponse({ look_again: lookAgain })
  }
)

/**
 * {@link reportOrderWorkflow}, again as long as something happens meanwhile.
 * Fails for nothing: what broke is in the log, and the order stays due.
 */
export const reportOrder = async (
  orderId: string,
  container: MedusaContainer
): Promise<void> => {
  try {
    for (let round = 0; round < ROUNDS; round++) {
      const { result } = await reportOrderWorkflow(container).run({
        input: { order_id: orderId },
      })
      if (!result.look_again) {
        return
      }
    }
  } catch (error) {
    container
      .resolve(ContainerRegistrationKeys.LOGGER)
      .error(
        `[kintsugi] The order ${orderId} could not be looked at (${error instanceof Error ? error.message : String(error)}). ` +
          "It is looked at again by itself; nothing is lost."
      )
  }
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
 * How long an order counts as it was read, in ms: the sweep takes up again what
 * changed up to two seconds before the turn was given back.
 */
const STILL_AS_READ_MS = 1_000

/**
 * @param readAt - when the rows were entered, in ms since the epoch
 * @returns when something is due again
 */
const deliverDue = async (
  turn: Turn,
  readAt: number,
  connection: KintsugiConnection,
  container: MedusaContainer
): Promise<Date | undefined> => {
  const turns = turnsOf(container)
  let rows = await readRows(turn.orderId, container)
  const seen = new Set<string>()
  for (let round = 0; round < ROUNDS; round++) {
    const next = rows.filter((row) => isDue(row, connection))
    let isChanged = false
    for (const { id } of next) {
      const row = rows.find((candidate) => candidate.id === id)!
      const sale = saleOf(row, rows)
      if (row.type === "credit_note" && !sale?.told) {
        await waitForSale(row, container)
        continue
      }
      if (!(await turns.keep(turn))) {
        return undefined
      }
      const outcome = await deliver(row, sale, connection, container)
      isChanged ||= outcome === "locked" || outcome === "delivered"
      const isAllThereWas =
        rows.length === 1 &&
        outcome === "delivered" &&
        Date.now() - readAt < STILL_AS_READ_MS
      // A credit note needs what its sale has got: Kintsugi's id.
      rows = isAllThereWas
        ? await readRows(turn.orderId, container)
        : await enterOrder(turn.orderId, connection, container)
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
