import type { InferTypeOf, MedusaContainer } from "@medusajs/framework/types"
import {
  ContainerRegistrationKeys,
  MedusaError,
} from "@medusajs/framework/utils"
import { randomUUID } from "node:crypto"
import { KINTSUGI_MODULE } from "../../modules/kintsugi"
import type { KintsugiBackfill } from "../../modules/kintsugi/models/backfill"
import type { KintsugiModuleService } from "../../modules/kintsugi/service"
import { reportOrders } from "./report-order"

export type BackfillRow = InferTypeOf<typeof KintsugiBackfill>

/** How many orders are gone through at a time; progress is kept after each. */
const PAGE = 100

/** How long a page may take before others may think its runner dead, in ms. */
const LEASE_MS = 5 * 60 * 1000

/** Kintsugi asks for all sales since 1 January of last year. */
export const defaultStart = (now: Date): Date =>
  new Date(Date.UTC(now.getUTCFullYear() - 1, 0, 1))

/**
 * Starts to report the orders that were placed from `from` until `to`, oldest
 * first. Safe to run twice: what Kintsugi has is not told again.
 *
 * @throws MedusaError not_allowed where one is running, Kintsugi is not
 * configured, or reporting is switched off; invalid_data for an empty time
 */
export const startBackfill = async (
  { from, to }: { from?: Date; to?: Date },
  container: MedusaContainer
): Promise<BackfillRow> => {
  const service = serviceOf(container)
  if (!(await service.getSettings()).sync.enabled) {
    throw new MedusaError(
      MedusaError.Types.NOT_ALLOWED,
      "Reporting to Kintsugi is switched off (the option sync.enabled)."
    )
  }
  if (!(await service.getConnection())) {
    await service.getClient()
  }
  const now = new Date()
  const range = { from: from ?? defaultStart(now), to: to ?? now }
  if (range.from >= range.to) {
    throw new MedusaError(
      MedusaError.Types.INVALID_DATA,
      "from must be before to."
    )
  }
  const [running] = await service.listKintsugiBackfills({ state: "running" })
  if (running) {
    throw new MedusaError(
      MedusaError.Types.NOT_ALLOWED,
      "A backfill is running already; GET /admin/kintsugi/backfill shows how far it is."
    )
  }
  return service.createKintsugiBackfills({
    ...range,
    total: await countOrders(range, container),
  })
}

/**
 * Goes on with the backfill that is running, if nobody else does, from where it
 * was left. Where Kintsugi can't be told at all (no key, switched off), it stays
 * where it is. If it fails, anybody may go on with it at once.
 *
 * @param onProgress - after each page
 * @throws whatever the database says
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
      // What kept the page from being done may keep this from being said.
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
  for (;;) {
    const [backfill] = await service.listKintsugiBackfills({ state: "running" })
    if (!backfill || !isMine(backfill, token)) {
      return
    }
    if (!(await service.getConnection())?.settings.sync.enabled) {
      return
    }
    await service.updateKintsugiBackfills({
      id: backfill.id,
      lease_token: token,
      lease_until: new Date(Date.now() + LEASE_MS),
    })
    const ids = await nextOrders(backfill, container)
    await service.turns.note(ids)
    await reportOrders(ids, container)
    const updated = await service.updateKintsugiBackfills({
      id: backfill.id,
      ...(await progress(backfill, ids, service)),
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

/** How far a backfill is. */
export type BackfillReading = {
  id: string
  state: BackfillRow["state"]
  from: Date
  to: Date
  total: number
  done: number
  /** Orders of which something is not delivered yet; see the transactions. */
  failed: number
  /** From 0 to 100. */
  percent: number
  /** An estimate, in seconds; null: not known, or nothing left. */
  seconds_left: number | null
  started_at: Date
  finished_at: Date | null
}

export const toBackfillReading = (
  row: BackfillRow,
  now: Date
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
  const [row] = await serviceOf(container).listKintsugiBackfills(
    {},
    { take: 1, order: { created_at: "DESC" } }
  )
  return row ? toBackfillReading(row, new Date()) : null
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

const progress = async (
  { done, failed }: BackfillRow,
  ids: string[],
  service: KintsugiModuleService
) => {
  const open = ids.length
    ? await service.listKintsugiTransactions(
        {
          order_id: ids,
          $or: [{ state: "refused" }, { waits_for: ["retry", "sale"] }],
        },
        { select: ["order_id"], take: null }
      )
    : []
  return {
    done: done + ids.length,
    failed: failed + new Set(open.map(({ order_id }) => order_id)).size,
  }
}

const rangeOf = ({ from, to }: { from: Date; to: Date }) => ({
  $gte: from,
  $lt: to,
})

const countOrders = async (
  range: { from: Date; to: Date },
  container: MedusaContainer
): Promise<number> => {
  const { metadata } = await container
    .resolve(ContainerRegistrationKeys.QUERY)
    .graph({
      entity: "order",
      fields: ["id"],
      filters: { created_at: rangeOf(range), is_draft_order: false },
      pagination: { take: 1, skip: 0 },
    })
  return metadata?.count ?? 0
}

/**
 * The next page. The range lies in the past and orders are never deleted, so a
 * position in it stays what it was.
 */
const nextOrders = async (
  { from, to, done }: BackfillRow,
  container: MedusaContainer
): Promise<string[]> => {
  const { data } = await container
    .resolve(ContainerRegistrationKeys.QUERY)
    .graph({
      entity: "order",
      fields: ["id"],
      filters: { created_at: rangeOf({ from, to }), is_draft_order: false },
      pagination: {
        take: PAGE,
        skip: done,
        order: { created_at: "ASC", id: "ASC" },
      },
    })
  return data.map(({ id }) => id)
}
