import type { MedusaContainer } from "@medusajs/framework/types"
import { ContainerRegistrationKeys } from "@medusajs/framework/utils"
import { KINTSUGI_MODULE } from "../../modules/kintsugi"
import type { Lease, LeaseOutcome } from "../../modules/kintsugi/order-queue"
import type { KintsugiModuleService } from "../../modules/kintsugi/service"
import { safeErrorMessage } from "../../safe-error-message"

/** Shorter than a lease, in ms. */
const RENEW_EVERY_MS = 40_000

/** Does something that may take longer than a lease lasts. */
export const withRenewedLease = async <T>(
  lease: Lease,
  container: MedusaContainer,
  act: () => Promise<T>
): Promise<T> => {
  const timer = setInterval(() => {
    orderQueueOf(container)
      .renew(lease)
      .catch((error: unknown) => logFailure(lease.orderId, error, container))
  }, RENEW_EVERY_MS)
  timer.unref()
  try {
    return await act()
  } finally {
    clearInterval(timer)
  }
}

/**
 * Releases a lease. One that cannot be released expires.
 *
 * @returns whether something happened to the order during the lease
 */
export const releaseLease = async (
  lease: Lease,
  outcome: LeaseOutcome,
  container: MedusaContainer
): Promise<boolean> => {
  try {
    return await orderQueueOf(container).release(lease, outcome)
  } catch (error) {
    logFailure(lease.orderId, error, container)
    return false
  }
}

/** Logs that an order could not be processed. */
export const logFailure = (
  orderId: string,
  error: unknown,
  container: MedusaContainer
): void => {
  container
    .resolve(ContainerRegistrationKeys.LOGGER)
    .error(
      `[kintsugi] The order ${orderId} could not be processed (${safeErrorMessage(error)}). ` +
        "It is processed again automatically; nothing is lost."
    )
}

const orderQueueOf = (container: MedusaContainer) =>
  container.resolve<KintsugiModuleService>(KINTSUGI_MODULE).orderQueue
