import type { MedusaContainer } from "@medusajs/framework/types"
import type { Finding, RepairResult } from "../../../ledger/finding"
import { KINTSUGI_MODULE } from "../../../modules/kintsugi"
import type { KintsugiModuleService } from "../../../modules/kintsugi/service"
import type { KintsugiConnection } from "../../../modules/kintsugi/settings/effective-settings"
import { plainErrorMessage } from "../../plain-error-message"
import { waitFor } from "../../wait-for"
import { compareOrders } from "./compare-orders"
import { compareWithKintsugi } from "./compare-with-kintsugi"
import { markDismissed } from "./dismissed-findings"
import { createLeaseKeeper, finishRun, startRun } from "./reconciliation-run"
import { type Repairs, repairFindings } from "./repair-findings"
import {
  type Compared,
  type Report,
  type StoredFinding,
  addToReport,
  emptyReport,
} from "./report"
import { type ReconciliationRow, deleteOldReports } from "./stored-reports"

type Range = { from: Date; to: Date }

/**
 * Compares Medusa's orders with the ledger, and the ledger with Kintsugi, from
 * `from` until `to`. Changes nothing without a repair option. Only one run at a
 * time, across all instances of the store.
 *
 * @throws MedusaError (not_allowed) where Kintsugi is not configured, or where
 * another one is running
 */
export const runReconciliation = async (
  range: Range & Repairs,
  container: MedusaContainer
): Promise<ReconciliationRow> =>
  (await startReconciliation(range, container)).finished

/**
 * {@link runReconciliation}, for a request that can't wait for its end: a month
 * of 100,000 orders takes a quarter of an hour.
 *
 * @param patienceMs - how long to wait for its end, in ms
 * @returns the report, or the run that goes on
 * @throws as `runReconciliation`
 */
export const runReconciliationInBackground = async (
  range: Range & Repairs,
  patienceMs: number,
  container: MedusaContainer
): Promise<ReconciliationRow> => {
  const { run, finished } = await startReconciliation(range, container)
  const done = await waitFor(
    finished,
    patienceMs,
    (message) =>
      `[kintsugi] A comparison was not saved (${message}). Another one can start a quarter of an hour after this.`,
    container
  )
  return done?.result ?? run
}

const startReconciliation = async (
  { from, to, ...repairs }: Range & Repairs,
  container: MedusaContainer
): Promise<{
  run: ReconciliationRow
  finished: Promise<ReconciliationRow>
}> => {
  const service = container.resolve<KintsugiModuleService>(KINTSUGI_MODULE)
  const connection = await service.settings.getConnection()
  if (!connection) {
    await service.settings.getClient()
  }
  const run = await startRun({ from, to }, service)
  const finished = finish(
    run.id,
    (renewLease) =>
      compareAndRepair(
        compareAll({ from, to }, connection!, renewLease, container),
        connection!,
        repairs,
        renewLease,
        container
      ),
    service
  )
  return { run, finished }
}

const finish = async (
  id: string,
  compare: (renewLease: () => Promise<void>) => Promise<Report>,
  service: KintsugiModuleService
): Promise<ReconciliationRow> => {
  try {
    const report = await compare(createLeaseKeeper(id, service))
    return await finishRun(id, { state: "done", ...report }, service)
  } catch (error) {
    return await finishRun(
      id,
      { state: "failed", message: plainErrorMessage(error) },
      service
    )
  } finally {
    await deleteOldReports(service)
  }
}

/** What was compared and found next. */
type Part = { compared: Partial<Compared>; findings: Finding[] }

/** Compares the orders with the ledger, then the ledger with Kintsugi. */
async function* compareAll(
  range: Range,
  connection: KintsugiConnection,
  renewLease: () => Promise<void>,
  container: MedusaContainer
): AsyncGenerator<Part> {
  const { since } = await container
    .resolve<KintsugiModuleService>(KINTSUGI_MODULE)
    .reporting.get()
  const pages = compareOrders(range, { connection, since }, container)
  for await (const { findings, ...compared } of pages) {
    yield { compared, findings }
  }
  const parts = compareWithKintsugi(range, connection, container, renewLease)
  for await (const { findings, ...compared } of parts) {
    yield { compared, findings }
  }
}

const compareAndRepair = async (
  parts: AsyncGenerator<Part>,
  connection: KintsugiConnection,
  repairs: Repairs,
  renewLease: () => Promise<void>,
  container: MedusaContainer
): Promise<Report> => {
  const { organizationId } = connection
  let report = emptyReport(organizationId)
  for await (const { compared, findings: found } of parts) {
    const findings = await markDismissed(found, organizationId, container)
    // Before repairing, too: two runs must not repair the same.
    await renewLease()
    const results = await repairFindings(
      findings.filter(({ dismissed }) => !dismissed),
      repairs,
      { organizationId, renewLease },
      container
    )
    report = addToReport(report, {
      compared,
      findings: markFixed(findings, results),
      results,
    })
    await renewLease()
  }
  return report
}

/** @param results - of the findings that are not dismissed, in their order */
const markFixed = (
  findings: StoredFinding[],
  results: RepairResult[] | undefined
): StoredFinding[] => {
  let next = 0
  return findings.map((finding) =>
    !finding.dismissed && results?.[next++] === "fixed"
      ? { ...finding, fixed: true }
      : finding
  )
}
