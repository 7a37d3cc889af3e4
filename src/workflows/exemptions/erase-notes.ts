import type { MedusaContainer } from "@medusajs/framework/types"
import { KINTSUGI_MODULE } from "../../modules/kintsugi"
import type { KintsugiModuleService } from "../../modules/kintsugi/service"

/**
 * Erases what was noted about orders when findings about them were dismissed:
 * whoever wrote it may have named the customer. The findings stay dismissed.
 */
export const eraseNotes = async (
  orderIds: string[],
  container: MedusaContainer
): Promise<void> => {
  if (orderIds.length) {
    await serviceOf(container).updateKintsugiDismissedFindings({
      selector: { order_id: orderIds },
      data: { note: null },
    })
  }
}

/** The orders that somebody has noted something about. */
export const listNotedOrders = async (
  container: MedusaContainer
): Promise<string[]> => {
  const rows = await serviceOf(container).listKintsugiDismissedFindings(
    { order_id: { $ne: null }, note: { $ne: null } },
    { select: ["order_id"], take: null }
  )
  return [...new Set(rows.flatMap(({ order_id }) => order_id ?? []))]
}

const serviceOf = (container: MedusaContainer) =>
  container.resolve<KintsugiModuleService>(KINTSUGI_MODULE)
