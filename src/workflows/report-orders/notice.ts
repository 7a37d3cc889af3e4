import type { MedusaContainer } from "@medusajs/framework/types"
import { KINTSUGI_MODULE } from "../../modules/kintsugi"
import type { KintsugiModuleService } from "../../modules/kintsugi/service"
import { atMost } from "../classify-products/at-most"
import { reportOrder } from "./report-order"

/** How many orders this process looks at at the same time, whoever asks. */
const inTurn = atMost(4)

/**
 * Notes that something happened to orders, and looks at them if Kintsugi can
 * be reached at all. What is noted is never lost: the sweep finds it.
 */
export const noticeOrders = async (
  orderIds: string[],
  container: MedusaContainer
): Promise<void> => {
  const service = container.resolve<KintsugiModuleService>(KINTSUGI_MODULE)
  const ids = [...new Set(orderIds)]
  if (!ids.length || !(await service.getSettings()).sync.enabled) {
    return
  }
  await service.turns.note(ids)
  if (await service.getConnection()) {
    await lookAt(ids, container)
  }
}

/** {@link reportOrder} for many, a few at a time. */
export const lookAt = async (
  orderIds: string[],
  container: MedusaContainer
): Promise<void> => {
  await Promise.all(
    orderIds.map((id) => inTurn(() => reportOrder(id, container)))
  )
}
