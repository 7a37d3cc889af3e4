import type { MedusaContainer } from "@medusajs/framework/types"
import { Modules } from "@medusajs/framework/utils"
import { KINTSUGI_MODULE } from "../../modules/kintsugi"
import type { KintsugiModuleService } from "../../modules/kintsugi/service"
import { eraseNotes, listNotedOrders } from "./erase-notes"

/**
 * Erases the plugin's data about customers whom the store has deleted: their
 * business tax ids and exemptions, the carts they used while signed in, the id
 * of their record at Kintsugi, their data in unsent requests, what decided the
 * tax of their orders, and the notes about these. Reported data stays at
 * Kintsugi, and the orders stay in Medusa.
 */
export const eraseCustomers = async (
  customerIds: string[],
  container: MedusaContainer
): Promise<void> => {
  if (!customerIds.length) {
    return
  }
  const service = container.resolve<KintsugiModuleService>(KINTSUGI_MODULE)
  const orders = container.resolve(Modules.ORDER)
  for (const customerId of customerIds) {
    const customerOrders = await orders.listOrders(
      { customer_id: customerId },
      { select: ["id"], take: null as never }
    )
    const orderIds = customerOrders.map(({ id }) => id)
    await service.ledger.trimCustomerRows(customerId, orderIds)
    await eraseNotes(orderIds, container)
    await service.taxRecords.eraseCustomer(customerId, orderIds)
  }
  await service.customers.erase(customerIds)
}

/** How many customers or ledger entries are processed at a time. */
const PAGE = 500

/**
 * {@link eraseCustomers} for all customers that the store no longer has: an
 * event may have been lost, or a customer deleted before a listener existed.
 */
export const eraseDeletedCustomers = async (
  container: MedusaContainer
): Promise<void> => {
  const service = container.resolve<KintsugiModuleService>(KINTSUGI_MODULE)
  let after: string | undefined = ""
  while (after !== undefined) {
    const ids: string[] = await service.customers.listKnown({
      after,
      limit: PAGE,
    })
    const deletedIds = await findDeletedCustomers(ids, container)
    await eraseCustomers([...deletedIds], container)
    after = ids.length === PAGE ? ids.at(-1) : undefined
  }
  await trimUnsentRequests(container)
  await eraseNotesOfDeleted(container)
}

/** Erases what was noted about orders of customers who are known from no row. */
const eraseNotesOfDeleted = async (
  container: MedusaContainer
): Promise<void> => {
  const noted = await listNotedOrders(container)
  for (let start = 0; start < noted.length; start += PAGE) {
    const orders = await container
      .resolve(Modules.ORDER)
      .listOrders(
        { id: noted.slice(start, start + PAGE) },
        { select: ["id", "customer_id"], take: PAGE }
      )
    const deletedIds = await findDeletedCustomers(
      [...new Set(orders.flatMap(({ customer_id }) => customer_id ?? []))],
      container
    )
    await eraseNotes(
      orders
        .filter(({ customer_id }) => customer_id && deletedIds.has(customer_id))
        .map(({ id }) => id),
      container
    )
  }
}

/**
 * Removes from unsent requests the customers that are known from requests only:
 * most guests, and customers without exemptions.
 */
const trimUnsentRequests = async (
  container: MedusaContainer
): Promise<void> => {
  const service = container.resolve<KintsugiModuleService>(KINTSUGI_MODULE)
  let after: string | undefined = ""
  while (after !== undefined) {
    const rows = await service.ledger.listUnsentRows({ after, limit: PAGE })
    const orders = await container
      .resolve(Modules.ORDER)
      .listOrders(
        { id: [...new Set(rows.map(({ order_id }) => order_id))] },
        { select: ["id", "customer_id"], take: PAGE }
      )
    // A deleted order's request can't be built again, and must still be sent.
    const customers = new Map(
      orders.map(({ id, customer_id }) => [id, customer_id])
    )
    const customersOf = ({
      order_id,
      named,
    }: (typeof rows)[number]): string[] =>
      customers.has(order_id)
        ? [customers.get(order_id), named].flatMap((id) =>
            id && id !== `guest-${order_id}` ? id : []
          )
        : []
    const deletedIds = await findDeletedCustomers(
      [...new Set(rows.flatMap(customersOf))],
      container
    )
    const rowsToTrim = rows.filter((row) =>
      customersOf(row).some((id) => deletedIds.has(id))
    )
    if (rowsToTrim.length) {
      await service.ledger.trimUnsentRows(rowsToTrim.map(({ id }) => id))
    }
    after = rows.length === PAGE ? rows.at(-1)?.id : undefined
  }
}

/** The ids among these that the store no longer has. */
const findDeletedCustomers = async (
  customerIds: string[],
  container: MedusaContainer
): Promise<Set<string>> => {
  if (!customerIds.length) {
    return new Set()
  }
  const customers = await container
    .resolve(Modules.CUSTOMER)
    .listCustomers(
      { id: customerIds },
      { select: ["id"], take: customerIds.length }
    )
  const existingIds = new Set(customers.map(({ id }) => id))
  return new Set(customerIds.filter((id) => !existingIds.has(id)))
}
