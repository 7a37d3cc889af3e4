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
