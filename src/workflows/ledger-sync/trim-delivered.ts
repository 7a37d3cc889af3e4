import type { MedusaContainer } from "@medusajs/framework/types"
import { KINTSUGI_MODULE } from "../../modules/kintsugi"
import type { KintsugiModuleService } from "../../modules/kintsugi/service"
import { placeOf } from "../../ledger/transaction-parties"
import { readOrders } from "./read-order"

/** How many entries at a time, and how many batches in one run. */
const BATCH = 100
const BATCHES = 20

/**
 * Removes personal data from entries that were delivered before the plugin left
 * them out. The address of a pickup location is the store's own, and stays.
 */
export const trimDelivered = async (
  container: MedusaContainer
): Promise<void> => {
  const service = container.resolve<KintsugiModuleService>(KINTSUGI_MODULE)
  for (let batch = 0; batch < BATCHES; batch++) {
    const rows = await service.ledger.listUntrimmedRows(BATCH)
    if (!rows.length) {
      return
    }
    const orders = await readOrders(
      [...new Set(rows.map(({ order_id }) => order_id))],
      container
    )
    for (const { id, order_id, addresses } of rows) {
      const order = orders.get(order_id)
      await service.ledger.trimRow(
        id,
        order && placeOf(order)?.isPickUp
          ? addresses?.find(({ type }) => type === "SHIP_TO")
          : undefined
      )
    }
  }
}
