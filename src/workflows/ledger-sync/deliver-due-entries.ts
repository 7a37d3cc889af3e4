import type { MedusaContainer } from "@medusajs/framework/types"
import { KINTSUGI_MODULE } from "../../modules/kintsugi"
import type { KintsugiModuleService } from "../../modules/kintsugi/service"
import { deliverEntry } from "./delivery/deliver-entry"
import { isDue, nextAttemptAt, progressOf, saleOf } from "./due-entries"
import type { LedgerEntryRow } from "./entry-rows"
import { withRenewedLease } from "./lease"
import { isRecentlyRead, readOrdersAndEntries } from "./read-entries"
import { type ProcessingContext, syncLedgerEntries } from "./sync-entries"

/**
 * How many times the rows that deliveries have made due are delivered under one
 * lease: a credit note after its sale, what goes beyond a sale in a filing.
 */
const ROUNDS = 4

/**
 * Delivers an order's rows that are due, and those that become due by that.
 *
 * @param initialRows - the order's rows, oldest first
 * @param readAt - when the order was read
 * @returns when a row is due again; absent, too, if the lease was lost
 */
export const deliverDueEntries = async (
  context: ProcessingContext,
  initialRows: LedgerEntryRow[],
  readAt: Date,
  container: MedusaContainer
): Promise<Date | undefined> => {
  let rows = initialRows
  const seen = new Set<string>()
  for (let round = 0; round < ROUNDS; round++) {
    const outcome = await deliverRound(context, rows, readAt, container)
    if (!outcome) {
      return undefined
    }
    rows = outcome.rows
    const progress = progressOf(rows)
    if (!outcome.hasProgress || seen.has(progress)) {
      break
    }
    seen.add(progress)
  }
  return nextAttemptAt(rows)
}

/**
 * Delivers the rows that are due now, each once.
 *
 * @returns the order's rows afterwards, and whether Kintsugi has accepted or
 * locked any; undefined if the lease was lost
 */
const deliverRound = async (
  context: ProcessingContext,
  initialRows: LedgerEntryRow[],
  readAt: Date,
  container: MedusaContainer
): Promise<{ rows: LedgerEntryRow[]; hasProgress: boolean } | undefined> => {
  const { lease, connection } = context
  const { organizationId } = connection
  const { orderQueue } =
    container.resolve<KintsugiModuleService>(KINTSUGI_MODULE)
  let rows = initialRows
  let hasProgress = false
  const due = rows.filter((row) => isDue(row, organizationId, new Date()))
  for (const { id } of due) {
    const row = rows.find((candidate) => candidate.id === id)
    // Sending the previous row may have taken long, and the order changed.
    if (!row || !isDue(row, organizationId, new Date())) {
      continue
    }
    const sale = saleOf(row, rows)
    if (row.type === "credit_note" && !sale?.delivered_content) {
      await blockUntilSale(row, container)
      continue
    }
    // A lease lasts longer than an order counts as recently read.
    if (!isRecentlyRead(readAt) && !(await orderQueue.renew(lease))) {
      return undefined
    }
    const outcome = await withRenewedLease(lease, container, () =>
      deliverEntry(row, sale, connection, container)
    )
    hasProgress ||= outcome === "locked" || outcome === "delivered"
    const isOnlyRow =
      rows.length === 1 && outcome === "delivered" && isRecentlyRead(readAt)
    // A credit note needs its sale's id at Kintsugi, which is new. Where there is
    // nothing but what was just delivered, nothing else can be due: what has
    // happened to the order meanwhile has enqueued it again.
    rows = isOnlyRow ? [] : await syncAgain(context, container)
    if (outcome === "locked") {
      break
    }
  }
  return { rows, hasProgress }
}

const syncAgain = async (
  context: ProcessingContext,
  container: MedusaContainer
): Promise<LedgerEntryRow[]> => {
  const { orderId } = context.lease
  const read = await readOrdersAndEntries([orderId], container)
  return syncLedgerEntries(context, read(orderId), container)
}

const blockUntilSale = async (
  { id, blocked_by }: LedgerEntryRow,
  container: MedusaContainer
): Promise<void> => {
  if (blocked_by !== "sale") {
    await container
      .resolve<KintsugiModuleService>(KINTSUGI_MODULE)
      .ledger.changeEntry(id, {
        state: "waiting",
        blocked_by: "sale",
        message: "Waits until Kintsugi has the sale that it credits.",
      })
  }
}
