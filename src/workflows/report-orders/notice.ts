import type { MedusaContainer } from "@medusajs/framework/types"
import { KINTSUGI_MODULE } from "../../modules/kintsugi"
import type { KintsugiModuleService } from "../../modules/kintsugi/service"
import { reportOrders } from "./report-order"

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
    await reportOrders(ids, container)
  }
}
