import type { MedusaContainer } from "@medusajs/framework/types"
import { KINTSUGI_MODULE } from "../../modules/kintsugi"
import type { KintsugiModuleService } from "../../modules/kintsugi/service"
import type { LedgerEntryRow } from "./entry-rows"
import { readRows } from "./read-entries"
import { trimRequest } from "./trim-request"

/**
 * The rows of the organization that the order is bound to. Rows of another one,
 * which it was bound to before, are left out.
 */
export const ofOrganization = (
  boundTo: string | undefined,
  rows: LedgerEntryRow[]
): LedgerEntryRow[] =>
  boundTo
    ? rows.filter(({ organization_id }) => organization_id === boundTo)
    : rows

/**
 * Holds an order's rows if it is bound to an organization that is not connected
 * now, since nothing of one organization is ever sent to another. Releases them
 * if it is connected again.
 *
 * @returns the rows as they are now
 */
export const holdOrRelease = async (
  rows: LedgerEntryRow[],
  { boundTo, connectedTo }: { boundTo: string; connectedTo: string },
  service: KintsugiModuleService
): Promise<LedgerEntryRow[]> => {
  const isConnected = boundTo === connectedTo
  const isAffected = isConnected ? isHeld : isOpenAndNotHeld
  const columns = isConnected
    ? { blocked_by: null, message: null }
    : heldColumns(boundTo)
  const current: LedgerEntryRow[] = []
  for (const row of rows) {
    const changed = isAffected(row)
      ? await service.ledger.changeEntry(row.id, columns)
      : undefined
    current.push(changed ?? row)
  }
  return current
}

const isHeld = ({ blocked_by }: LedgerEntryRow): boolean =>
  blocked_by === "organization"

const isOpenAndNotHeld = (row: LedgerEntryRow): boolean =>
  (row.state === "waiting" || row.state === "sending") && !isHeld(row)

const heldColumns = (boundTo: string) => ({
  state: "waiting" as const,
  blocked_by: "organization" as const,
  message: `This order was reported to the organization ${boundTo}, which is not the one connected now. Nothing of it is sent to another organization.`,
  next_attempt_at: null,
})

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
