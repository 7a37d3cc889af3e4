import type { MedusaContainer } from "@medusajs/framework/types"
import { KINTSUGI_MODULE } from "../../modules/kintsugi"
import type { KintsugiModuleService } from "../../modules/kintsugi/service"
import type { LedgerEntryRow } from "./entry-rows"
import { rebuildStoredRequest } from "./rebuild-request"

/**
 * Makes a delivered entry due again, because it differs at Kintsugi or is
 * missing there. It is sent when its order is processed next.
 *
 * @param isGone - whether Kintsugi is known not to have it
 */
export const sendAgain = async (
  row: LedgerEntryRow,
  container: MedusaContainer,
  { isGone = false }: { isGone?: boolean } = {}
): Promise<void> => {
  await container
    .resolve<KintsugiModuleService>(KINTSUGI_MODULE)
    .ledger.changeEntry(row.id, {
      state: "waiting",
      blocked_by: null,
      message: null,
      failures: 0,
      next_attempt_at: null,
      // Else it would count as delivered already.
      delivered_hash: null,
      ...(await rebuildStoredRequest(row, container)),
      ...(isGone && {
        kintsugi_id: null,
        kintsugi_status: null,
        delivered_content: null,
      }),
    })
}
