import type { MedusaContainer } from "@medusajs/framework/types"
import { promiseAll } from "@medusajs/framework/utils"
import { KINTSUGI_MODULE } from "../../modules/kintsugi"
import type { KintsugiModuleService } from "../../modules/kintsugi/service"
import { atMost } from "../limit-concurrency"
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

/** How many orders are read at a time, for requests that are built again. */
const REBUILT_AT_ONCE = 10

/**
 * Makes entries due again that Kintsugi refused, or that wait for a retry, with
 * the current options. They are sent when their orders are processed next. An
 * entry that waits for something else, such as its sale, is left as it is.
 */
export const sendUndelivered = async (
  rows: LedgerEntryRow[],
  container: MedusaContainer
): Promise<void> => {
  const { ledger } = container.resolve<KintsugiModuleService>(KINTSUGI_MODULE)
  const inTurn = atMost(REBUILT_AT_ONCE)
  await promiseAll(
    rows.filter(isStuck).map((row) =>
      inTurn(async () =>
        ledger.changeEntry(row.id, {
          state: "waiting",
          blocked_by: null,
          failures: 0,
          next_attempt_at: null,
          ...(await rebuildStoredRequest(row, container)),
        })
      )
    )
  )
}

const isStuck = ({ state, blocked_by }: LedgerEntryRow): boolean =>
  state === "refused" ||
  (state === "waiting" && (blocked_by === "retry" || blocked_by === "product"))
