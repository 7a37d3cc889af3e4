import type { InferTypeOf, MedusaContainer } from "@medusajs/framework/types"
import {
  ContainerRegistrationKeys,
  MedusaError,
} from "@medusajs/framework/utils"
import { randomUUID } from "node:crypto"
import { KINTSUGI_MODULE } from "../../modules/kintsugi"
import type { KintsugiBackfill } from "../../modules/kintsugi/models/backfill"
import type { KintsugiModuleService } from "../../modules/kintsugi/service"
import { type Placed, ordersInRange } from "./orders-in-range"
import { processOrders } from "./process-orders"

export type BackfillRow = InferTypeOf<typeof KintsugiBackfill>

/** How many orders are read at a time; progress is saved after each page. */
const PAGE = 500

/** How long a page may take before its run is considered dead, in ms. */
const LEASE_MS = 5 * 60 * 1000

/** Kintsugi asks for all sales since January 1 of last year. */
export const defaultStart = (now: Date): Date =>
  new Date(Date.UTC(now.getUTCFullYear() - 1, 0, 1))

/**
 * Starts to report the orders that were placed from `from` until `to`, oldest
 * first. Safe to run twice: what Kintsugi has is not sent again.
 *
 * @throws MedusaError not_allowed where one is running, Kintsugi is not
 * configured, or reporting is switched off; invalid_data for an empty range
 */
export const startBackfill = async (
  { from, to }: { from?: Date; to?: Date },
  container: MedusaContainer
): Promise<BackfillRow> => {
  const service = serviceOf(container)
  if (!(await service.settings.get()).sync.enabled) {
    throw new MedusaError(
      MedusaError.Types.NOT_ALLOWED,
      "Reporting to Kintsugi is switched off (the option sync.enabled)."
    )
  }
  if (!(await service.settings.getConnection())) {
    await service.settings.getClient()
  }
  const now = new Date()
  const range = { from: from ?? defaultStart(now), to: to ?? now }
  if (range.from >= range.to) {
    throw new MedusaError(
      MedusaError.Types.INVALID_DATA,
      "from must be before to."
    )
  }
  const isRunning = async () =>
    (await service.listKintsugiBackfills({ state: "running" })).length > 0
  if (await isRunning()) {
    throw alreadyRunning()
  }
  const total = await countOrders(range, container)
  try {
    const backfill = await service.createKintsugiBackfills({ ...range, total })
    await service.backfillFailures.deleteOtherFailures(backfill.id)
    return backfill
  } catch (error) {
    // Another request was quicker; the database permits only one.
    throw (await isRunning()) ? alreadyRunning() : error
  }
}

const alreadyRunning = () =>
  new MedusaError(
    MedusaError.Types.NOT_ALLOWED,
    "A backfill is running already; GET /admin/kintsugi/backfill shows how far it is."
  )

/**
 * Continues the running backfill where it stopped, unless another process does.
 * If nothing can be sent to Kintsugi (no key, switched off), it stays where it
 * is. If it fails, any process may continue it at once.
 *
 * @param onProgress - after each page
 * @throws the database's errors
 */
export const runBackfill = async (
  container: MedusaContainer,
  onProgress?: (backfill: BackfillRow) => void
): Promise<void> => {
  const token = randomUUID()
  try {
    await runPages(token, container, onProgress)
  } catch (error) {
    await serviceOf(container)
      .updateKintsugiBackfills({
        selector: { lease_token: token },
        data: { lease_token: null, lease_until: null },
      })
      // What made the page fail may make this fail, too.
      .catch(() => undefined)
    throw error
  }
}

const runPages = async (
  token: string,
  container: MedusaContainer,
  onProgress?: (backfill: BackfillRow) => void
): Promise<void> => {
  const service = serviceOf(container)
  let reading: { id: string; pages: AsyncGenerator<Placed[], void> } | undefined
  for (;;) {
    const [backfill] = await service.listKintsugiBackfills({ state: "running" })
    if (!backfill || !isMine(backfill, token)) {
      return
    }
    if (!(await service.settings.getConnection())?.settings.sync.enabled) {
      return
    }
    await service.updateKintsugiBackfills({
      id: backfill.id,
      lease_token: token,
      lease_until: new Date(Date.now() + LEASE_MS),
    })
    if (reading?.id !== backfill.id) {
      const pages = ordersInRange(afterLast(backfill), PAGE, container)
      reading = { id: backfill.id, pages }
    }
    const page = (await reading.pages.next()).value ?? []
    const ids = page.map(({ id }) => id)
    const last = page.at(-1)
    await service.orderQueue.enqueue(ids, { isRequested: true })
    await processOrders(ids, container)
    const updated = await service.updateKintsugiBackfills({
      id: backfill.id,
      ...(await recordProgress(backfill, ids, service)),
      ...(last && {
        last_order_id: last.id,
        last_created_at: new Date(last.created_at),
      }),
      ...(!ids.length && {
        state: "done" as const,
        finished_at: new Date(),
        lease_token: null,
        lease_until: null,
      }),
    })
    onProgress?.(updated)
    if (!ids.length) {
      return
    }
  }
}

/** Whether any process is sending a history now. */
export const isBackfilling = async (
  container: MedusaContainer
): Promise<boolean> =>
  (
    await serviceOf(container).listKintsugiBackfills(
      { state: "running", lease_until: { $gt: new Date() } },
      { select: ["id"], take: 1 }
    )
  ).length > 0

/** The progress of a backfill. */
export type BackfillReading = {
  id: string
  state: BackfillRow["state"]
  from: Date
  to: Date
  total: number
  done: number
  /** Orders with an undelivered entry when they were processed. */
  failed: number
  /** Those of them that still have one; see the transactions. */
  undelivered: number
  /** From 0 to 100. */
  percent: number
  /** An estimate, in seconds; null: not known, or nothing left. */
  seconds_left: number | null
  started_at: Date
  finished_at: Date | null
}

/** @param undelivered - how many of the failed orders still are undelivered */
export const toBackfillReading = (
  row: BackfillRow,
  now: Date,
  undelivered = 0
): BackfillReading => {
  const { id, state, from, to, total, done, failed } = row
  const elapsed = (now.getTime() - new Date(row.created_at).getTime()) / 1000
  return {
    id,
    state,
    from,
    to,
    total,
    done,
    failed,
    undelivered,
    percent:
      state === "done" ? 100 : total ? Math.floor((100 * done) / total) : 0,
    seconds_left:
      state === "running" && done
        ? Math.max(0, Math.round((elapsed / done) * (total - done)))
        : null,
    started_at: row.created_at,
    finished_at: row.finished_at,
  }
}

/** The latest backfill, if there was one. */
export const latestBackfill = async (
  container: MedusaContainer
): Promise<BackfillReading | null> => {
  const service = serviceOf(container)
  const [row] = await service.listKintsugiBackfills(
    {},
    { take: 1, order: { created_at: "DESC" } }
  )
  if (!row) {
    return null
  }
  const undelivered = row.failed
    ? await service.backfillFailures.countUndelivered(row.id)
    : 0
  return toBackfillReading(row, new Date(), undelivered)
}

const serviceOf = (container: MedusaContainer) =>
  container.resolve<KintsugiModuleService>(KINTSUGI_MODULE)

const isMine = (
  { lease_token, lease_until }: BackfillRow,
  token: string
): boolean =>
  !lease_token ||
  lease_token === token ||
  !lease_until ||
  new Date(lease_until) < new Date()

const recordProgress = async (
  { id, done, failed }: BackfillRow,
  ids: string[],
  service: KintsugiModuleService
) => {
  const open = ids.length
    ? await service.listKintsugiLedgerEntries(
        {
          order_id: ids,
          $or: [
            { state: "refused" },
            { blocked_by: ["retry", "product", "sale"] },
          ],
        },
        { select: ["order_id"], take: null }
      )
    : []
  const failedIds = [...new Set(open.map(({ order_id }) => order_id))]
  await service.backfillFailures.recordFailures(id, failedIds)
  return { done: done + ids.length, failed: failed + failedIds.length }
}

const countOrders = async (
  range: { from: Date; to: Date },
  container: MedusaContainer
): Promise<number> => {
  const { metadata } = await container
    .resolve(ContainerRegistrationKeys.QUERY)
    .graph({
      entity: "order",
      fields: ["id"],
      filters: {
        created_at: { $gte: range.from, $lt: range.to },
        is_draft_order: false,
      },
      pagination: { take: 1, skip: 0 },
    })
  return metadata?.count ?? 0
}

const afterLast = ({
  from,
  to,
  last_order_id,
  last_created_at,
}: BackfillRow) => ({
  from,
  to,
  ...(last_order_id &&
    last_created_at && {
      after: { id: last_order_id, created_at: last_created_at },
    }),
})
