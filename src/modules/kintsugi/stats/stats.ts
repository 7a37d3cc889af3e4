import type { Knex } from "@medusajs/framework/mikro-orm/knex"
import type { Logger } from "@medusajs/framework/types"
import { LRUCache } from "lru-cache"
import { createDelayedSave } from "../delayed-save"
import type { KintsugiTables } from "../tables"
import { FAILING_MS } from "./failing-estimates"
import {
  type EstimateOutcome,
  type EstimateWindow,
  WINDOW_MS,
  createEstimateStats,
} from "./estimate-stats"
import {
  type OpenProblem,
  type ResolvingEvent,
  readEvent,
  readProblems,
  recordEvent,
  writeProblems,
} from "./problem-store"
import { createRecentLatency } from "./recent-latency"
import { KEPT_MS, windowRow } from "./window-row"

/** How often other instances' failures are looked for, in ms. */
const LOOKED_FOR_FAILURES_MS = 60_000

/**
 * How soon the first estimate after a pause is saved, in ms: all instances then
 * leave more of Kintsugi's rate limit to shoppers.
 */
const FIRST_SAVED_MS = 1_000

/** How estimates went: counted in memory, saved for all instances. */
export type Stats = {
  /**
   * Counts the result of a calculation. Costs nothing: many results are saved
   * together some seconds later.
   */
  recordEstimate(outcome: EstimateOutcome): void
  /**
   * How long Kintsugi has recently taken for this instance's estimates, in ms;
   * undefined if it has not answered yet, or not the last time.
   */
  getRecentLatency(): number | undefined
  /**
   * Whether carts may have been taxed without an answer in the last day. What
   * another instance has done is known after a minute or so.
   *
   * @throws what the database throws
   */
  hadFailures(): Promise<boolean>
  /** The current problems with carts, on any instance. */
  getProblems(): Promise<OpenProblem[]>
  /** When Kintsugi last accepted the credentials; undefined: never yet. */
  getLastConnection(): Promise<Date | undefined>
  /** Records an event, at this moment, that may resolve problems. */
  recordEvent(moment: ResolvingEvent): Promise<void>
  /** Saves the statistics; they are dropped if that fails. */
  save(): Promise<void>
}

type WindowTable = Pick<
  KintsugiTables,
  | "listKintsugiEstimateWindows"
  | "createKintsugiEstimateWindows"
  | "updateKintsugiEstimateWindows"
  | "deleteKintsugiEstimateWindows"
>

export const createStats = ({
  knex,
  tables,
  logger,
}: {
  knex: Knex
  tables: WindowTable
  logger: Pick<Logger, "debug"> | undefined
}): Stats => {
  const unsaved = createEstimateStats()
  const recentLatency = createRecentLatency()
  let failedAt = 0
  let recordedAt = 0
  const failuresElsewhere = new LRUCache<"failures", { were: boolean }>({
    max: 1,
    ttl: LOOKED_FOR_FAILURES_MS,
    fetchMethod: async () => ({ were: await hadFailures(knex) }),
  })

  const saveUnsaved = async (): Promise<void> => {
    const taken = unsaved.take()
    if (taken.windows.length) {
      // Another instance may save a failure that an answer here has resolved.
      schedule()
      await saveWindows(taken.windows, tables)
    }
    await writeProblems(taken, knex)
  }

  const { schedule, save } = createDelayedSave(saveUnsaved, (reason) =>
    logger?.debug(
      `[kintsugi] Estimate statistics could not be saved (${reason}).`
    )
  )

  return {
    recordEstimate(outcome) {
      unsaved.record(outcome)
      recentLatency.record(outcome)
      const now = Date.now()
      if (outcome.by === "fallback") {
        failedAt = now
      }
      schedule(now - recordedAt > WINDOW_MS ? FIRST_SAVED_MS : undefined)
      recordedAt = now
    },
    getRecentLatency: () => recentLatency.ms(),
    hadFailures: async () =>
      Date.now() - failedAt < FAILING_MS ||
      ((await failuresElsewhere.fetch("failures"))?.were ?? false),
    async getProblems() {
      await save()
      return readProblems(knex)
    },
    getLastConnection: () => readEvent(knex, "connectedAt"),
    recordEvent: (moment) => recordEvent(knex, moment),
    save,
  }
}

const hadFailures = async (knex: Knex): Promise<boolean> => {
  const { rows } = await knex.raw<{ rows: unknown[] }>(
    `select 1 from kintsugi_estimate_window
     where failed > 0 and started_at > ? and deleted_at is null limit 1`,
    [new Date(Date.now() - FAILING_MS)]
  )
  return rows.length > 0
}

const saveWindows = async (
  windows: EstimateWindow[],
  tables: WindowTable
): Promise<void> => {
  const rows = windows.map(windowRow)
  const saved = await tables.listKintsugiEstimateWindows(
    { id: rows.map(({ id }) => id) },
    { select: ["id"] }
  )
  const savedIds = new Set(saved.map(({ id }) => id))
  const newRows = rows.filter(({ id }) => !savedIds.has(id))
  await tables.updateKintsugiEstimateWindows(
    rows.filter(({ id }) => savedIds.has(id))
  )
  if (newRows.length) {
    await tables.createKintsugiEstimateWindows(newRows)
    await deleteOldWindows(tables)
  }
}

const deleteOldWindows = async (tables: WindowTable): Promise<void> => {
  const before = new Date(Date.now() - KEPT_MS)
  const windows = await tables.listKintsugiEstimateWindows(
    { started_at: { $lt: before } },
    { select: ["id"] }
  )
  if (windows.length) {
    await tables.deleteKintsugiEstimateWindows(windows.map(({ id }) => id))
  }
}
