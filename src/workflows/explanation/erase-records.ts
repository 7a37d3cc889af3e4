import type { MedusaContainer } from "@medusajs/framework/types"
import { Modules } from "@medusajs/framework/utils"
import { KINTSUGI_MODULE } from "../../modules/kintsugi"
import type { KintsugiModuleService } from "../../modules/kintsugi/service"

/** How many records are looked at a time. */
const PAGE = 500

/**
 * Erases the records of orders and of customers that the store no longer has:
 * Medusa announces a deleted customer, unless the event is lost, and no deleted
 * order. Reads ids alone, page by page.
 */
export const eraseOrphanedRecords = async (
  container: MedusaContainer
): Promise<void> => {
  const { taxRecords } =
    container.resolve<KintsugiModuleService>(KINTSUGI_MODULE)
  let after: string | undefined = ""
  while (after !== undefined) {
    const owners = await taxRecords.listOwners({ after, limit: PAGE })
    const orderIds = owners.map(({ order_id }) => order_id)
    const customerIds = [
      ...new Set(owners.flatMap(({ customer_id }) => customer_id ?? [])),
    ]
    const [orders, customers] = await Promise.all([
      orderIds.length
        ? container
            .resolve(Modules.ORDER)
            .listOrders({ id: orderIds }, { select: ["id"], take: PAGE })
        : [],
      customerIds.length
        ? container
            .resolve(Modules.CUSTOMER)
            .listCustomers({ id: customerIds }, { select: ["id"], take: PAGE })
        : [],
    ])
    const deletedOrders = without(orderIds, orders)
    if (deletedOrders.length) {
      await taxRecords.deleteOrders(deletedOrders)
    }
    for (const customerId of without(customerIds, customers)) {
      await taxRecords.eraseCustomer(customerId, [])
    }
    after = owners.length === PAGE ? owners.at(-1)?.id : undefined
  }
}

const without = (ids: string[], found: { id: string }[]): string[] => {
  const existing = new Set(found.map(({ id }) => id))
  return ids.filter((id) => !existing.has(id))
}
