import type { MedusaContainer } from "@medusajs/framework/types"
import { ContainerRegistrationKeys } from "@medusajs/framework/utils"
import { KINTSUGI_MODULE } from "../../modules/kintsugi"
import type { KintsugiModuleService } from "../../modules/kintsugi/service"
import { messageOf } from "../../message-of"
import { createGatherer } from "./gather"
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
  if (await isNoted(orderIds, service)) {
    await reportOrders(orderIds, container)
  }
}

/** How long an order is let be after something happened to it, in ms. */
const PAUSE_MS = 250

const gatherers = new WeakMap<
  KintsugiModuleService,
  ReturnType<typeof createGatherer>
>()

/**
 * {@link noticeOrders} for an event: what is noted is looked at after a pause,
 * when the shopper has the answer to what caused the event, and with all else
 * that happened meanwhile. Waits only until it is noted.
 */
export const noticeOrdersSoon = async (
  orderIds: string[],
  container: MedusaContainer
): Promise<void> => {
  const service = container.resolve<KintsugiModuleService>(KINTSUGI_MODULE)
  if (await isNoted(orderIds, service)) {
    const gather =
      gatherers.get(service) ??
      createGatherer(PAUSE_MS, (ids) => lookAt(ids, container))
    gatherers.set(service, gather)
    gather(orderIds)
  }
}

const lookAt = async (
  orderIds: string[],
  container: MedusaContainer
): Promise<void> => {
  try {
    await reportOrders(orderIds, container)
  } catch (error) {
    container
      .resolve(ContainerRegistrationKeys.LOGGER)
      .warn(
        `[kintsugi] ${orderIds.join(", ")}: could not be looked at (${messageOf(error)}); the next sweep does.`
      )
  }
}

/** @returns whether there is anything to look at now */
const isNoted = async (
  orderIds: string[],
  service: KintsugiModuleService
): Promise<boolean> => {
  if (!orderIds.length) {
    return false
  }
  const { settings, connection } = await service.getEffective()
  if (!settings.sync.enabled) {
    return false
  }
  await service.turns.note([...new Set(orderIds)])
  return connection !== undefined
}
