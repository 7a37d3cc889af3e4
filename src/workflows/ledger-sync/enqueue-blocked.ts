import type { KintsugiModuleService } from "../../modules/kintsugi/service"

/** How many are enqueued at a time: there may be as many as orders of weeks. */
const PAGE = 1_000

/**
 * Enqueues the orders whose sale is held back until they are paid or fulfilled:
 * what they wait for may have changed. The next sweep processes them.
 */
export const enqueueBlockedOrders = async ({
  ledger,
  orderQueue,
}: KintsugiModuleService): Promise<void> => {
  let last: string | undefined = ""
  while (last !== undefined) {
    const orderIds: string[] = await ledger.listBlockedOrders(last, PAGE)
    await orderQueue.enqueue(orderIds)
    last = orderIds.length < PAGE ? undefined : orderIds.at(-1)
  }
}

/**
 * Makes entries due at once that waited because Kintsugi did not accept the
 * key: there is another key now. The next sweep sends them.
 */
export const requeueUnauthorized = async ({
  ledger,
  orderQueue,
}: KintsugiModuleService): Promise<void> => {
  let released: string[]
  do {
    released = await ledger.releaseUnauthorized(PAGE)
    await orderQueue.enqueue([...new Set(released)])
  } while (released.length === PAGE)
}
