import type { MedusaContainer } from "@medusajs/framework/types"
import { ContainerRegistrationKeys } from "@medusajs/framework/utils"
import { KINTSUGI_MODULE } from "../../modules/kintsugi"
import type { KintsugiModuleService } from "../../modules/kintsugi/service"
import type { ReportedProblem } from "./read-health"

/**
 * The problem that orders can't be read for the reports, described by the order
 * that has waited longest; resolved as soon as all orders have been read.
 */
export const unreadableOrders = async (
  container: MedusaContainer
): Promise<ReportedProblem | undefined> => {
  const [[longest], count] = await container
    .resolve<KintsugiModuleService>(KINTSUGI_MODULE)
    .listAndCountKintsugiOrderSyncs(
      { failed_since: { $ne: null } },
      { take: 1, order: { failed_since: "ASC" } }
    )
  if (!longest?.failed_since) {
    return undefined
  }
  const { order_id, failure, failed_since, updated_at } = longest
  const others =
    count > 1 ? ` and ${count - 1} other${count > 2 ? "s" : ""}` : ""
  return {
    code: "order_not_read",
    message:
      `${await nameOf(order_id, container)}${others} could not be read for the reports (${failure}). ` +
      "Nothing is lost: it is retried automatically. If the problem persists, please report it with the store's log.",
    count,
    first_seen_at: failed_since,
    last_seen_at: updated_at,
  }
}

const nameOf = async (
  orderId: string,
  container: MedusaContainer
): Promise<string> => {
  const { data } = await container
    .resolve(ContainerRegistrationKeys.QUERY)
    .graph({
      entity: "order",
      fields: ["id", "display_id"],
      filters: { id: orderId },
    })
  const [order] = data as unknown as { display_id: number }[]
  return order ? `Order #${order.display_id}` : `The order ${orderId}`
}
