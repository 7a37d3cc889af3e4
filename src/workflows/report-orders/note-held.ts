import type { KintsugiModuleService } from "../../modules/kintsugi/service"

/**
 * Notes that the orders have to be looked at whose sale is held back until they
 * are paid or fulfilled: what they wait for may have become another thing. The
 * next sweep looks at them.
 */
export const noteHeldOrders = async (
  service: KintsugiModuleService
): Promise<void> => {
  const held = await service.listKintsugiTransactions(
    { state: "waiting", waits_for: ["payment", "fulfillment"] },
    { select: ["order_id"], take: null }
  )
  await service.turns.note([...new Set(held.map(({ order_id }) => order_id))])
}

/**
 * Makes what waited because Kintsugi did not accept the key due at once: there
 * is another key now. The next sweep sends it.
 */
export const noteLockedOut = async (
  service: KintsugiModuleService
): Promise<void> => {
  const rows = await service.listKintsugiTransactions(
    { waits_for: "retry", error_code: ["unauthorized", "forbidden"] },
    { select: ["id", "order_id"], take: null }
  )
  await service.updateKintsugiTransactions(
    rows.map(({ id }) => ({ id, waits_for: null, next_attempt_at: null }))
  )
  await service.turns.note([...new Set(rows.map(({ order_id }) => order_id))])
}
