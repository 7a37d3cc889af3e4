import type { MedusaContainer } from "@medusajs/framework/types"
import { groupBy } from "@medusajs/framework/utils"
import { KINTSUGI_MODULE } from "../../modules/kintsugi"
import type { KintsugiModuleService } from "../../modules/kintsugi/service"
import type { OrderForLedger } from "../../ledger/order"
import { type LedgerEntryRow, withGuestMark } from "./entry-rows"
import { parentOrderOption, withParentMark } from "./parent-order"
import { readOrders } from "./read-order"

/** An order and its rows of the ledger, oldest first. */
export type OrderAndEntries = {
  order: OrderForLedger | undefined
  rows: LedgerEntryRow[]
}

/**
 * Reads the current orders with their rows; many as fast as one.
 *
 * @returns throws for an order, and for no other, where the option
 * `sync.parentOrder` fails for it
 */
export const readOrdersAndEntries = async (
  orderIds: string[],
  container: MedusaContainer
): Promise<(orderId: string) => OrderAndEntries> => {
  const orders = await readOrders(orderIds, container)
  const rowsByOrder: ReadonlyMap<string, LedgerEntryRow[]> = groupBy(
    await readRows(orderIds, container),
    "order_id"
  )
  const parentOrder = parentOrderOption(container)
  return (id) => {
    const order = orders.get(id)
    const rows = rowsByOrder.get(id) ?? []
    return {
      order: order && withParentMark(withGuestMark(order, rows), parentOrder),
      rows,
    }
  }
}

/** An order's rows of the ledger, oldest first. */
export const readRows = (
  orderId: string | string[],
  container: MedusaContainer
): Promise<LedgerEntryRow[]> =>
  container
    .resolve<KintsugiModuleService>(KINTSUGI_MODULE)
    .listKintsugiLedgerEntries(
      { order_id: orderId },
      { order: { created_at: "ASC", id: "ASC" }, take: null }
    ) as Promise<LedgerEntryRow[]>

/**
 * How long a read order counts as fresh, in ms; after that, the lease is
 * renewed and the order read again. Nothing is lost: a change since then has
 * enqueued the order again during the lease, or is later than `readAt`, which
 * the sweep takes as the time when the order was processed.
 */
const FRESH_MS = 30_000

/** Whether an order that was read then is still up to date enough to be sent. */
export const isRecentlyRead = (readAt: Date): boolean =>
  Date.now() - readAt.getTime() < FRESH_MS
