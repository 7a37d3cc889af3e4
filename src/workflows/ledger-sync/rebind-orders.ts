import type { MedusaContainer } from "@medusajs/framework/types"
import { KINTSUGI_MODULE } from "../../modules/kintsugi"
import type { KintsugiModuleService } from "../../modules/kintsugi/service"
import { type LedgerEntryRow, trimRequest } from "./entry-rows"
import { readRows } from "./sync-entries"

/**
 * Binds orders to another organization than the one that they were reported to,
 * so that they are reported to it from the beginning. What the previous one has
 * stays there, and stays in the ledger as its own; what it has not been sent is
 * no longer sent to it. The next sweep reports the orders.
 */
export const rebindOrders = async (
  orderIds: string[],
  organizationId: string,
  container: MedusaContainer
): Promise<void> => {
  const service = container.resolve<KintsugiModuleService>(KINTSUGI_MODULE)
  for (const orderId of orderIds) {
    const rows = await readRows(orderId, container)
    for (const row of rows.filter((one) =>
      isOpenElsewhere(one, organizationId)
    )) {
      await service.ledger.changeEntry(row.id, {
        state: "skipped",
        blocked_by: null,
        next_attempt_at: null,
        message: `The organization ${organizationId} has taken over the order; nothing more of it is sent to ${row.organization_id}.`,
        ...trimRequest(row.request),
      })
    }
    await service.orderQueue.rebind(orderId, organizationId)
  }
}

const isOpenElsewhere = (
  { organization_id, state }: LedgerEntryRow,
  organizationId: string
): boolean =>
  organization_id !== organizationId &&
  (state === "waiting" || state === "sending" || state === "refused")
