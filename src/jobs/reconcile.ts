import type { MedusaContainer } from "@medusajs/framework/types"
import { ContainerRegistrationKeys } from "@medusajs/framework/utils"
import { KINTSUGI_MODULE } from "../modules/kintsugi"
import type { KintsugiModuleService } from "../modules/kintsugi/service"
import { runReconciliation } from "../workflows/report-orders"

/** How much is compared each night, in days: what Kintsugi may still change. */
const DAYS = 40

/** Compares the books each night, and says in the log what does not agree. */
export default async function reconcileBooks(
  container: MedusaContainer
): Promise<void> {
  const service = container.resolve<KintsugiModuleService>(KINTSUGI_MODULE)
  if (
    !(await service.getSettings()).sync.enabled ||
    !(await service.getConnection())
  ) {
    return
  }
  const to = new Date()
  const from = new Date(to.getTime() - DAYS * 24 * 60 * 60 * 1000)
  const { state, count, message } = await runReconciliation(
    { from, to },
    container
  )
  if (state === "failed" || count) {
    container
      .resolve(ContainerRegistrationKeys.LOGGER)
      .warn(
        state === "failed"
          ? `[kintsugi] The books could not be compared with Kintsugi's (${message}). The next comparison is tomorrow; POST /admin/kintsugi/reconciliation makes one now.`
          : `[kintsugi] The books differ from Kintsugi's in ${count} places. GET /admin/kintsugi/reconciliation lists them.`
      )
  }
}

export const config = {
  name: "kintsugi-reconcile",
  schedule: "17 3 * * *",
}
