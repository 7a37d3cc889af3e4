import type { MedusaContainer } from "@medusajs/framework/types"
import { ContainerRegistrationKeys } from "@medusajs/framework/utils"
import { KINTSUGI_MODULE } from "../../modules/kintsugi"
import type { KintsugiModuleService } from "../../modules/kintsugi/service"
import { safeErrorMessage } from "../../safe-error-message"
import { createBatcher } from "./batch"
import { processOrders } from "./process-orders"

/**
 * Enqueues orders that changed, and processes them if Kintsugi is connected.
 * An enqueued order is never lost: the sweep finds it.
 */
export const enqueueOrders = async (
  orderIds: string[],
  container: MedusaContainer
): Promise<void> => {
  const service = container.resolve<KintsugiModuleService>(KINTSUGI_MODULE)
  if (await enqueueIfEnabled(orderIds, service)) {
    await processOrders(orderIds, container)
  }
}

/** How long an order is left alone after an event, in ms. */
const PAUSE_MS = 250

const batchers = new WeakMap<
  KintsugiModuleService,
  ReturnType<typeof createBatcher>
>()

/**
 * {@link enqueueOrders} for an event: enqueued orders are processed after a
 * pause, when the shopper has the response to the request that caused it, and
 * together with all other events of that time. Waits only until they are
 * enqueued.
 */
export const enqueueOrdersDebounced = async (
  orderIds: string[],
  container: MedusaContainer
): Promise<void> => {
  const service = container.resolve<KintsugiModuleService>(KINTSUGI_MODULE)
  if (await enqueueIfEnabled(orderIds, service)) {
    const addToBatch =
      batchers.get(service) ??
      createBatcher(PAUSE_MS, (ids) => processInBackground(ids, container))
    batchers.set(service, addToBatch)
    addToBatch(orderIds)
  }
}

const processInBackground = async (
  orderIds: string[],
  container: MedusaContainer
): Promise<void> => {
  try {
    await processOrders(orderIds, container)
  } catch (error) {
    container
      .resolve(ContainerRegistrationKeys.LOGGER)
      .warn(
        `[kintsugi] ${orderIds.join(", ")}: could not be processed (${safeErrorMessage(error)}); the next sweep tries again.`
      )
  }
}

/** @returns whether there is anything to process now */
const enqueueIfEnabled = async (
  orderIds: string[],
  service: KintsugiModuleService
): Promise<boolean> => {
  if (!orderIds.length) {
    return false
  }
  const { settings, connection } = await service.settings.getEffective()
  if (!settings.sync.enabled) {
    await service.reporting.recordOff()
    return false
  }
  await service.orderQueue.enqueue([...new Set(orderIds)])
  return connection !== undefined
}
