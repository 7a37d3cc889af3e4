import type { MedusaContainer } from "@medusajs/framework/types"
import {
  type Finding,
  type RepairResult,
  repairResult,
} from "../../../ledger/finding"
import { KINTSUGI_MODULE } from "../../../modules/kintsugi"
import type { KintsugiModuleService } from "../../../modules/kintsugi/service"
import type { LedgerEntryRow } from "../entry-rows"
import { rebindOrders } from "../organization-binding"
import { processOrders } from "../process-orders"
import { sendAgain, sendUndelivered } from "../resend"

/** What a run does in addition to comparing. */
export type Repairs = {
  /**
   * Processes orders that are missing or different in the ledger, and sends
   * again what was never delivered, and what is missing or different at
   * Kintsugi.
   */
  repair?: boolean
  /** Reports orders here that were reported to another organization. */
  takeOver?: boolean
}

/** The kinds of findings that each repair takes up. */
const TAKEN_UP: Record<keyof Repairs, ReadonlySet<Finding["kind"]>> = {
  repair: new Set([
    "missing_in_ledger",
    "changed_in_store",
    "not_delivered",
    "missing_at_kintsugi",
    "amount_differs",
    "status_differs",
  ]),
  takeOver: new Set(["reported_to_another_organization"]),
}

/** How many orders are processed before the run renews its lease. */
const ORDERS_AT_ONCE = 100

/**
 * Repairs what a part of a run has found, as far as it is asked to.
 *
 * @returns what became of each finding; undefined where no repair was asked for
 */
export const repairFindings = async (
  findings: Finding[],
  { repair = false, takeOver = false }: Repairs,
  {
    organizationId,
    renewLease,
  }: { organizationId: string; renewLease: () => Promise<void> },
  container: MedusaContainer
): Promise<RepairResult[] | undefined> => {
  if (!repair && !takeOver) {
    return undefined
  }
  const service = container.resolve<KintsugiModuleService>(KINTSUGI_MODULE)
  const taken = findings.filter(
    ({ kind }) =>
      (repair && TAKEN_UP.repair.has(kind)) ||
      (takeOver && TAKEN_UP.takeOver.has(kind))
  )
  const changedIds = takeOver
    ? await takeOverOrders(taken, organizationId, container)
    : []
  const resentIds = repair
    ? await makeDue(taken, organizationId, container)
    : []
  const orderIds = [...new Set([...changedIds, ...resentIds])]
  await service.orderQueue.enqueue(resentIds, { isRequested: true })
  for (let start = 0; start < orderIds.length; start += ORDERS_AT_ONCE) {
    await processOrders(
      orderIds.slice(start, start + ORDERS_AT_ONCE),
      container
    )
    await renewLease()
  }
  const entries = await service.ledger.readEntriesNow(
    organizationId,
    taken.map(({ external_id }) => external_id)
  )
  const takenUp = new Set(taken)
  return findings.map((finding) =>
    repairResult(
      finding,
      entries.get(finding.external_id),
      takenUp.has(finding)
    )
  )
}

/** @returns the ids of the orders */
const takeOverOrders = async (
  findings: Finding[],
  organizationId: string,
  container: MedusaContainer
): Promise<string[]> => {
  const ids = orderIdsOf(
    findings.filter(({ kind }) => TAKEN_UP.takeOver.has(kind))
  )
  await rebindOrders(ids, organizationId, container)
  return ids
}

/**
 * Makes ledger entries due again that are not delivered, or that Kintsugi does
 * not have as they were sent.
 *
 * @returns the ids of all orders that have to be processed
 */
const makeDue = async (
  findings: Finding[],
  organizationId: string,
  container: MedusaContainer
): Promise<string[]> => {
  const service = container.resolve<KintsugiModuleService>(KINTSUGI_MODULE)
  const idsOf = (...kinds: Finding["kind"][]) =>
    findings
      .filter(({ kind }) => kinds.includes(kind))
      .map(({ external_id }) => external_id)
  const goneIds = new Set(idsOf("missing_at_kintsugi"))
  const differentIds = idsOf("amount_differs", "status_differs")
  const resent = await rowsOf(
    [...goneIds, ...differentIds],
    organizationId,
    service
  )
  for (const row of resent) {
    await sendAgain(row, container, { isGone: goneIds.has(row.external_id) })
  }
  const resentIds = new Set(resent.map(({ id }) => id))
  const undelivered = await rowsOf(
    idsOf("not_delivered"),
    organizationId,
    service
  )
  await sendUndelivered(
    undelivered.filter(({ id }) => !resentIds.has(id)),
    container
  )
  return [
    ...new Set([
      ...orderIdsOf(
        findings.filter(
          ({ kind }) =>
            kind === "missing_in_ledger" || kind === "changed_in_store"
        )
      ),
      ...[...resent, ...undelivered].map(({ order_id }) => order_id),
    ]),
  ]
}

const orderIdsOf = (findings: Finding[]): string[] => [
  ...new Set(findings.flatMap(({ order_id }) => order_id ?? [])),
]

const rowsOf = async (
  externalIds: string[],
  organizationId: string,
  service: KintsugiModuleService
): Promise<LedgerEntryRow[]> =>
  externalIds.length
    ? ((await service.listKintsugiLedgerEntries(
        { organization_id: organizationId, external_id: externalIds },
        { take: null }
      )) as LedgerEntryRow[])
    : []
