import type { MedusaContainer } from "@medusajs/framework/types"
import { ContainerRegistrationKeys } from "@medusajs/framework/utils"
import { KINTSUGI_MODULE } from "../../../modules/kintsugi"
import type { KintsugiModuleService } from "../../../modules/kintsugi/service"
import { safeErrorMessage } from "../../../safe-error-message"
import { runReconciliation } from "./reconcile"

/** How many days are compared each night: what Kintsugi may still change. */
const DAYS = 40

/** Less than from one night to the next, more than a run takes. In ms. */
const HALF_A_DAY_MS = 12 * 60 * 60 * 1000

/**
 * Compares the ledger with Kintsugi, each night and on one instance, and logs
 * differences.
 */
export const reconcileNightly = async (
  container: MedusaContainer
): Promise<void> => {
  const service = container.resolve<KintsugiModuleService>(KINTSUGI_MODULE)
  if (
    !(await service.settings.get()).sync.enabled ||
    !(await service.settings.getConnection()) ||
    !(await service.timestamps.claim("reconciled_nightly", HALF_A_DAY_MS))
  ) {
    return
  }
  const to = new Date()
  const from = new Date(to.getTime() - DAYS * 24 * 60 * 60 * 1000)
  const { state, count, message } = await runReconciliation(
    { from, to },
    container
  ).catch((error: unknown) => ({
    // A comparison may have been started by hand.
    state: "failed" as const,
    count: 0,
    message: safeErrorMessage(error),
  }))
  if (state === "failed" || count) {
    container
      .resolve(ContainerRegistrationKeys.LOGGER)
      .warn(
        state === "failed"
          ? `[kintsugi] The ledger could not be compared with Kintsugi's (${message}). The next comparison is tomorrow; POST /admin/kintsugi/reconciliation starts one now.`
          : `[kintsugi] The ledger differs from Kintsugi's in ${count} places. GET /admin/kintsugi/reconciliation lists them.`
      )
  }
}
