import type { MedusaContainer } from "@medusajs/framework/types"
import { KINTSUGI_MODULE } from "../../modules/kintsugi"
import type { KintsugiModuleService } from "../../modules/kintsugi/service"
import { isBackfilling } from "../ledger-sync/backfill"
import { changedOrders, ordersWithNewRows } from "../ledger-sync/changed-orders"
import { fillReport } from "./fill-report"
import { readOrdersForReport } from "./read-orders"

/** The marks up to which changes were looked for, as the sweep has them. */
const NEW_ROWS = "report-swept"
const ALL_CHANGES = "report-swept-all-changes"

/** How often all changes are looked for, in ms. */
const ALL_CHANGES_EVERY_MS = 60 * 60 * 1000

/** How far to look back behind a mark, in ms: clocks, late commits. */
const OVERLAP_MS = 10 * 60 * 1000

/** A reading may have missed what happened at the same moment. */
const SAME_MOMENT_MS = 2_000

/** How many changed orders are read at a time. */
const PAGE = 50

/** Within how much time a run is not started again by another instance, in ms. */
const CLAIM_MS = 45_000

/** How long a run of the job reads, in ms; the next one continues. */
const RUN_MS = 50_000

/**
 * Refreshes the tax report each minute, on one instance of the store. Not while
 * a backfill is under way: it changes the ledgers of the orders, which would be
 * read twice, and both would take longer.
 */
export const refreshReportInTurn = async (
  container: MedusaContainer
): Promise<void> => {
  const { timestamps } =
    container.resolve<KintsugiModuleService>(KINTSUGI_MODULE)
  const isInTurn = async () => !(await isBackfilling(container))
  if (
    (await isInTurn()) &&
    (await timestamps.claim("report-refresh", CLAIM_MS))
  ) {
    await refreshReport(container, RUN_MS, isInTurn)
  }
}

/**
 * Brings the tax report up to date: reads the orders that have changed, and,
 * once, all others. Safe to run at any time, on several instances: what was read
 * later stays.
 *
 * @param forMs - after how long it starts nothing more; default: when all is
 * read
 * @param isInTurn - asked before more is read; if false, the rest is left for
 * later
 */
export const refreshReport = async (
  container: MedusaContainer,
  forMs = Number.POSITIVE_INFINITY,
  isInTurn = async () => true
): Promise<void> => {
  const until = Date.now() + forMs
  const mayContinue = async () => Date.now() < until && (await isInTurn())
  const service = container.resolve<KintsugiModuleService>(KINTSUGI_MODULE)
  await markUnannouncedChanges(service, container)
  await readDue(service, container, mayContinue)
  await fillReport(container, mayContinue)
}

const readDue = async (
  service: KintsugiModuleService,
  container: MedusaContainer,
  mayContinue: () => Promise<boolean>
): Promise<void> => {
  while (await mayContinue()) {
    const due = await service.report.listDue(PAGE)
    await readOrdersForReport(due, container)
    if (due.hashes.size < PAGE) {
      return
    }
  }
}

/**
 * Where orders are reported, each change of an order makes the ledger process
 * it, and each processing has the report read it again. Where they are not, the
 * report looks for changes itself, in the same way as the sweep.
 */
const markUnannouncedChanges = async (
  service: KintsugiModuleService,
  container: MedusaContainer
): Promise<void> => {
  const now = new Date()
  const { connection } = await service.reporting.get()
  if (connection) {
    await Promise.all([
      service.timestamps.record(NEW_ROWS, now),
      service.timestamps.record(ALL_CHANGES, now),
    ])
    return
  }
  const marks = await service.timestamps.read([NEW_ROWS, ALL_CHANGES])
  const before = (mark: Date | undefined) =>
    new Date((mark ?? now).getTime() - OVERLAP_MS)
  const allChanges = marks.get(ALL_CHANGES)
  const isAllDue =
    !allChanges || now.getTime() - allChanges.getTime() >= ALL_CHANGES_EVERY_MS
  const changes = await (isAllDue
    ? changedOrders(before(allChanges), container)
    : ordersWithNewRows(before(marks.get(NEW_ROWS)), now, container))
  const readAt = await service.report.readTimes([...changes.keys()])
  await service.report.markChanged(
    [...changes].flatMap(([id, at]) =>
      (readAt.get(id)?.getTime() ?? 0) <= at + SAME_MOMENT_MS ? id : []
    )
  )
  await service.timestamps.record(NEW_ROWS, now)
  if (isAllDue) {
    await service.timestamps.record(ALL_CHANGES, now)
  }
}
