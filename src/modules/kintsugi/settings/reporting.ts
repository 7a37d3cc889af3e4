import type { Knex } from "@medusajs/framework/mikro-orm/knex"
import type { ReadJson } from "../read-together"
import type { KintsugiTables } from "../tables"
import type {
  EffectiveSettings,
  KintsugiConnection,
  SavedSettings,
} from "./effective-settings"
import type { FreshValue } from "./fresh-value"
import {
  REPORTING_OFF,
  recordFirstConnection,
  recordReportingOff,
  reportingSince,
} from "./reporting-start"
import type { SavedState } from "./saved-state"
import { readConfiguration } from "./stored-settings"

/** How orders are currently reported. */
export type ReportingState = {
  connection: KintsugiConnection | undefined
  /**
   * Orders placed from then on are reported automatically; absent: none are,
   * since the store was never connected.
   */
  since: Date | undefined
}

/** Whether, and since when, orders are reported. */
export type Reporting = {
  /**
   * The connection that orders are reported with, and since when they are
   * reported automatically. There is no connection if reporting is switched off
   * or Kintsugi is not configured. Records the first connection.
   */
  get(): Promise<ReportingState>
  /**
   * Records that reporting is switched off, so that orders placed until now are
   * left out when it is switched on again.
   */
  recordOff(): Promise<void>
  /** Deletes the moment of the last recordOff. */
  clearOff(): Promise<void>
  /** When the store was first connected to Kintsugi; undefined: never. */
  getFirstConnection(): Promise<Date | undefined>
}

/** @param startedAt - earlier than any order placed through this instance */
export const createReporting = ({
  knex,
  readJson,
  tables,
  effectiveOf,
  saved,
  startedAt,
}: {
  knex: Knex
  readJson: ReadJson
  tables: Pick<KintsugiTables, "deleteKintsugiTimestamps">
  effectiveOf: (saved: SavedSettings | undefined) => EffectiveSettings
  saved: Pick<FreshValue<SavedState>, "get" | "invalidate">
  startedAt: Date
}): Reporting => {
  const recordConnection = async (
    settings: SavedSettings | undefined
  ): Promise<Date> => {
    const row = settings?.credentials
      ? (await readConfiguration(readJson)).row
      : undefined
    return recordFirstConnection(knex, row?.credentials_changed_at ?? startedAt)
  }

  return {
    async get() {
      const { settings: savedSettings, moments } = await saved.get()
      const { settings, connection } = effectiveOf(savedSettings)
      if (!settings.sync.enabled || !connection) {
        return {
          connection: undefined,
          since: reportingSince(settings.sync.since, moments),
        }
      }
      const firstConnectedAt =
        moments.firstConnectedAt ?? (await recordConnection(savedSettings))
      return {
        connection,
        since: reportingSince(settings.sync.since, {
          ...moments,
          firstConnectedAt,
        }),
      }
    },

    // Even before the first connection: that is backdated to when the key was
    // saved, which may be long before reporting was first switched on.
    recordOff: () => recordReportingOff(knex),

    async clearOff() {
      await tables.deleteKintsugiTimestamps(REPORTING_OFF)
      saved.invalidate()
    },

    async getFirstConnection() {
      return (await saved.get()).moments.firstConnectedAt
    },
  }
}
