import { promiseAll } from "@medusajs/framework/utils"
import type { KintsugiModuleService } from "../../modules/kintsugi/service"

/**
 * Enqueues the orders whose sale is held back until they are paid or fulfilled:
 * what they wait for may have changed. The next sweep processes them.
 */
export const enqueueBlockedOrders = async (
  service: KintsugiModuleService
): Promise<void> => {
  const held = await service.listKintsugiLedgerEntries(
    { state: "waiting", blocked_by: ["payment", "fulfillment"] },
    { select: ["order_id"], take: null }
  )
  await service.orderQueue.enqueue([
    ...new Set(held.map(({ order_id }) => order_id)),
  ])
}

/**
 * Makes entries due at once that waited because Kintsugi did not accept the
 * key: there is another key now. The next sweep sends them.
 */
export const requeueUnauthorized = async (
  service: KintsugiModuleService
): Promise<void> => {
  const rows = await service.listKintsugiLedgerEntries(
    { blocked_by: "retry", error_code: ["unauthorized", "forbidden"] },
    { select: ["id", "order_id"], take: null }
  )
  await promiseAll(
    rows.map(({ id }) =>
      service.ledger.changeEntry(id, {
        blocked_by: null,
        next_attempt_at: null,
      })
    )
  )
  await service.orderQueue.enqueue([
    ...new Set(rows.map(({ order_id }) => order_id)),
  ])
}
