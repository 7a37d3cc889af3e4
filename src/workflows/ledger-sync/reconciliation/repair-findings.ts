import type { MedusaContainer } from "@medusajs/framework/types"
import type { Finding } from "../../../ledger/compare-ledgers"
import { KINTSUGI_MODULE } from "../../../modules/kintsugi"
import type { KintsugiModuleService } from "../../../modules/kintsugi/service"
import type { KintsugiConnection } from "../../../modules/kintsugi/settings/effective-settings"
import type { LedgerEntryRow } from "../entry-rows"
import { rebindOrders } from "../organization-binding"
import { sendAgain } from "../resend"

/** What a run does in addition to comparing. */
export type Repairs = {
  /**
   * Processes orders that are missing or different in the ledger, and sends
   * again what is missing or different at Kintsugi.
   */
  repair?: boolean
  /** Reports orders here that were reported to another organization. */
  takeOver?: boolean
}

/** Repairs what a part of a run has found, as far as it is asked to. */
export const repairFindings = async (
  findings: Finding[],
  { repair = false, takeOver = false }: Repairs,
  { organizationId }: KintsugiConnection,
  container: MedusaContainer
): Promise<void> => {
  const service = container.resolve<KintsugiModuleService>(KINTSUGI_MODULE)
  const findingsOf = (...kinds: Finding["kind"][]) =>
    findings.filter(({ kind }) => kinds.includes(kind))
  const orderIds = (some: Finding[]) => [
    ...new Set(some.flatMap(({ order_id }) => order_id ?? [])),
  ]
  if (takeOver) {
    await rebindOrders(
      orderIds(findingsOf("reported_to_another_organization")),
      organizationId,
      container
    )
  }
  if (!repair) {
    return
  }
  const gone = findingsOf("missing_at_kintsugi")
  const different = findingsOf("amount_differs", "status_differs")
  const rows = await rowsOf([...gone, ...different], organizationId, service)
  const goneIds = new Set(gone.map(({ external_id }) => external_id))
  for (const row of rows) {
    await sendAgain(row, container, { isGone: goneIds.has(row.external_id) })
  }
  await service.orderQueue.enqueue(
    [
      ...orderIds(findingsOf("missing_in_ledger", "changed_in_store")),
      ...new Set(rows.map(({ order_id }) => order_id)),
    ],
    { isRequested: true }
  )
}

const rowsOf = async (
  findings: Finding[],
  organizationId: string,
  service: KintsugiModuleService
): Promise<LedgerEntryRow[]> =>
  findings.length
    ? ((await service.listKintsugiLedgerEntries(
        {
          organization_id: organizationId,
          external_id: findings.map(({ external_id }) => external_id),
        },
        { take: null }
      )) as LedgerEntryRow[])
    : []
