import { MedusaError } from "@medusajs/framework/utils"
import type { KintsugiModuleService } from "../../../modules/kintsugi/service"
import type { Report } from "./report"
import type { ReconciliationRow } from "./stored-reports"

/** How long a run counts as alive without renewing its lease, in ms. */
const LEASE_MS = 15 * 60 * 1000

/** How often a run renews its lease at most, in ms. */
const RENEW_EVERY_MS = 60 * 1000

/**
 * Starts a run, unless another process has one that is alive.
 *
 * @throws MedusaError (not_allowed) where another one is running
 */
export const startRun = async (
  range: { from: Date; to: Date },
  service: KintsugiModuleService
): Promise<ReconciliationRow> => {
  const running = async () =>
    (
      (await service.listKintsugiReconciliations({
        state: "running",
      })) as unknown as ReconciliationRow[]
    )[0]
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
    return (await service.createKintsugiReconciliations({
      ...range,
      lease_until: new Date(Date.now() + LEASE_MS),
    })) as unknown as ReconciliationRow
  } catch (error) {
    // Another process was quicker; the database permits only one.
    const quicker = await running()
    throw quicker ? alreadyRunning(quicker) : error
  }
}

/** A run that was marked as failed, because it seemed dead, stays failed. */
export const finishRun = async (
  id: string,
  values: { state: "failed"; message: string } | ({ state: "done" } & Report),
  service: KintsugiModuleService
): Promise<ReconciliationRow> => {
  const finished = await changeRunning(
    id,
    { ...values, lease_until: null, finished_at: new Date() },
    service
  )
  return (
    finished ??
    ((await service.retrieveKintsugiReconciliation(
      id
    )) as unknown as ReconciliationRow)
  )
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
export const createLeaseKeeper = (
  id: string,
  service: KintsugiModuleService
): (() => Promise<void>) => {
  let renewedAt = Date.now()
  return async () => {
    if (Date.now() - renewedAt < RENEW_EVERY_MS) {
      return
    }
    renewedAt = Date.now()
    const lease_until = new Date(renewedAt + LEASE_MS)
    if (!(await changeRunning(id, { lease_until }, service))) {
      throw new Error(
        "It was considered dead, and another comparison could start, so it stopped."
      )
    }
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
