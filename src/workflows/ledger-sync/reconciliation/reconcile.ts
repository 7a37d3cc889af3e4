import type { InferTypeOf, MedusaContainer } from "@medusajs/framework/types"
import { MedusaError } from "@medusajs/framework/utils"
import { KINTSUGI_MODULE } from "../../../modules/kintsugi"
import type { KintsugiReconciliation } from "../../../modules/kintsugi/models/reconciliation"
import type { KintsugiModuleService } from "../../../modules/kintsugi/service"
import { safeErrorMessage } from "../../../safe-error-message"
import type { KintsugiConnection } from "../../../modules/kintsugi/settings/effective-settings"
import type { Finding } from "../../../ledger/compare-ledgers"
import { compareOrders } from "./compare-orders"
import { compareWithKintsugi } from "./compare-with-kintsugi"
import type { LedgerEntryRow } from "../entry-rows"
import { sendAgain } from "../resend"
import { rebindOrders } from "../organization-binding"

export { TOLERANCE } from "./compare-with-kintsugi"

export type ReconciliationRow = InferTypeOf<typeof KintsugiReconciliation>

/** How many findings a report lists; it counts them all. */
const MAX_LISTED = 1_000

/** How many reports are kept. */
const MAX_REPORTS = 30

/** How long a run counts as alive without renewing its lease, in ms. */
const LEASE_MS = 15 * 60 * 1000

/** How often a run renews its lease at most, in ms. */
const KEEP_EVERY_MS = 60 * 1000

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

/**
 * Compares Medusa's orders with the ledger, and the ledger with Kintsugi, from
 * `from` until `to`. Changes nothing without a repair option. Only one run at a
 * time, across all instances of the store.
 *
 * @throws MedusaError (not_allowed) where Kintsugi is not configured, or where
 * another one is running
 */
export const runReconciliation = async (
  { from, to, ...repairs }: { from: Date; to: Date } & Repairs,
  container: MedusaContainer
): Promise<ReconciliationRow> => {
  const service = container.resolve<KintsugiModuleService>(KINTSUGI_MODULE)
  const connection = await service.getConnection()
  if (!connection) {
    await service.getClient()
  }
  const { id } = await startRun({ from, to }, service)
  try {
    const report = await compare(
      { id, from, to },
      connection!,
      repairs,
      container
    )
    return await finishRun(id, { state: "done", ...report }, service)
  } catch (error) {
    return await finishRun(
      id,
      { state: "failed", message: safeErrorMessage(error) },
      service
    )
  } finally {
    await deleteOldReports(service)
  }
}

/** A run that was marked as failed, because it seemed dead, stays failed. */
const finishRun = async (
  id: string,
  values: { state: "failed"; message: string } | ({ state: "done" } & Report),
  service: KintsugiModuleService
): Promise<ReconciliationRow> => {
  const finished = await changeRunning(
    id,
    { ...values, lease_until: null, finished_at: new Date() },
    service
  )
  return finished ?? (await service.retrieveKintsugiReconciliation(id))
}

/** @returns undefined where the run does not count as running any more */
const changeRunning = async (
  id: string,
  data: Partial<Report> & {
    state?: "done" | "failed"
    message?: string
    lease_until: Date | null
    finished_at?: Date
  },
  service: KintsugiModuleService
): Promise<ReconciliationRow | undefined> => {
  const [row] = (await service.updateKintsugiReconciliations({
    selector: { id, state: "running" },
    data,
  })) as unknown as ReconciliationRow[]
  return row
}

/**
 * Renews a run's lease, each time it is called and a minute has passed.
 *
 * @throws Error if the run was marked as failed, since another may be running
 */
const createLeaseKeeper = (
  id: string,
  service: KintsugiModuleService
): (() => Promise<void>) => {
  let keptAt = Date.now()
  return async () => {
    if (Date.now() - keptAt < KEEP_EVERY_MS) {
      return
    }
    keptAt = Date.now()
    const lease_until = new Date(keptAt + LEASE_MS)
    if (!(await changeRunning(id, { lease_until }, service))) {
      throw new Error(
        "It was considered dead, and another comparison could start, so it stopped."
      )
    }
  }
}

/** @throws MedusaError (not_allowed) where another one is running */
const startRun = async (
  range: { from: Date; to: Date },
  service: KintsugiModuleService
): Promise<ReconciliationRow> => {
  const running = async () =>
    (await service.listKintsugiReconciliations({ state: "running" }))[0]
  const other = await running()
  if (other && !(other.lease_until && other.lease_until < new Date())) {
    throw alreadyRunning(other)
  }
  if (other) {
    await service.updateKintsugiReconciliations({
      id: other.id,
      state: "failed",
      message: "It was interrupted.",
      finished_at: new Date(),
    })
  }
  try {
    return await service.createKintsugiReconciliations({
      ...range,
      lease_until: new Date(Date.now() + LEASE_MS),
    })
  } catch (error) {
    // Another process was quicker; the database permits only one.
    const quicker = await running()
    throw quicker ? alreadyRunning(quicker) : error
  }
}

const alreadyRunning = ({ created_at, lease_until }: ReconciliationRow) =>
  new MedusaError(
    MedusaError.Types.NOT_ALLOWED,
    `A comparison is running already, since ${new Date(created_at).toISOString()}. GET /admin/kintsugi/reconciliation shows what it finds` +
      (lease_until
        ? `; if its process has died, another one can start after ${new Date(lease_until).toISOString()}.`
        : ".")
  )

type Report = {
  compared: {
    orders: number
    older: number
    records: number
    transactions: number
  }
  findings: { items: Finding[] }
  count: number
}

const compare = async (
  { id, from, to }: { id: string; from: Date; to: Date },
  connection: KintsugiConnection,
  repairs: Repairs,
  container: MedusaContainer
): Promise<Report> => {
  const service = container.resolve<KintsugiModuleService>(KINTSUGI_MODULE)
  const report: Report = {
    compared: { orders: 0, older: 0, records: 0, transactions: 0 },
    findings: { items: [] },
    count: 0,
  }
  const keep = createLeaseKeeper(id, service)
  const addFindings = async (findings: Finding[]) => {
    report.count += findings.length
    const { items } = report.findings
    items.push(...findings.slice(0, Math.max(0, MAX_LISTED - items.length)))
    // Before repairing, too: two runs must not repair the same.
    await keep()
    await repairFindings(findings, repairs, connection, container)
    await keep()
  }
  const { since } = await service.getReporting()
  const orders = compareOrders({ from, to }, { connection, since }, container)
  for await (const page of orders) {
    report.compared.orders += page.orders
    report.compared.older += page.older
    await addFindings(page.findings)
  }
  const parts = compareWithKintsugi({ from, to }, connection, container, keep)
  for await (const part of parts) {
    report.compared.records += part.records
    report.compared.transactions += part.transactions
    await addFindings(part.findings)
  }
  return report
}

const repairFindings = async (
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
  const rows = await rowsNamed([...gone, ...different], organizationId, service)
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

const rowsNamed = async (
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

const deleteOldReports = async (
  service: KintsugiModuleService
): Promise<void> => {
  const old = await service.listKintsugiReconciliations(
    {},
    {
      select: ["id"],
      order: { created_at: "DESC" },
      skip: MAX_REPORTS,
      take: 1_000,
    }
  )
  if (old.length) {
    await service.deleteKintsugiReconciliations(old.map(({ id }) => id))
  }
}

/** The latest reconciliation, if there was one. */
export const latestReconciliation = async (
  container: MedusaContainer
): Promise<ReconciliationRow | null> => {
  const [row] = await container
    .resolve<KintsugiModuleService>(KINTSUGI_MODULE)
    .listKintsugiReconciliations({}, { take: 1, order: { created_at: "DESC" } })
  return row ?? null
}

/** A report without its findings. */
export type ReconciliationSummary = Pick<
  ReconciliationRow,
  "id" | "state" | "from" | "to" | "count" | "created_at" | "finished_at"
>

/** The reports that are kept, the latest first. */
export const listReconciliations = (
  container: MedusaContainer
): Promise<ReconciliationSummary[]> =>
  container
    .resolve<KintsugiModuleService>(KINTSUGI_MODULE)
    .listKintsugiReconciliations(
      {},
      {
        take: MAX_REPORTS,
        order: { created_at: "DESC" },
        select: [
          "id",
          "state",
          "from",
          "to",
          "count",
          "created_at",
          "finished_at",
        ],
      }
    )
