import type { MedusaContainer } from "@medusajs/framework/types"
import type { Finding } from "../../../ledger/compare-ledgers"
import { KINTSUGI_MODULE } from "../../../modules/kintsugi"
import type { KintsugiModuleService } from "../../../modules/kintsugi/service"
import type { KintsugiConnection } from "../../../modules/kintsugi/settings/effective-settings"
import { plainErrorMessage } from "../../plain-error-message"
import { compareOrders } from "./compare-orders"
import { compareWithKintsugi } from "./compare-with-kintsugi"
import { createLeaseKeeper, finishRun, startRun } from "./reconciliation-run"
import { type Repairs, repairFindings } from "./repair-findings"
import { type Compared, EMPTY_REPORT, type Report, addToReport } from "./report"
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
  { from, to, ...repairs }: Range & Repairs,
  container: MedusaContainer
): Promise<ReconciliationRow> => {
  const service = container.resolve<KintsugiModuleService>(KINTSUGI_MODULE)
  const connection = await service.settings.getConnection()
  if (!connection) {
    await service.settings.getClient()
  }
  const { id } = await startRun({ from, to }, service)
  try {
    const renewLease = createLeaseKeeper(id, service)
    const report = await compareAndRepair(
      compareAll({ from, to }, connection!, renewLease, container),
      connection!,
      repairs,
      renewLease,
      container
    )
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
  let report = EMPTY_REPORT
  for await (const part of parts) {
    report = addToReport(report, part)
    // Before repairing, too: two runs must not repair the same.
    await renewLease()
    await repairFindings(part.findings, repairs, connection, container)
    await renewLease()
  }
  return report
}
