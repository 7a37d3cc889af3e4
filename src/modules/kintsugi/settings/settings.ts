import type { Logger } from "@medusajs/framework/types"
import { MedusaError } from "@medusajs/framework/utils"
import type { KintsugiClient } from "../../../kintsugi-api"
import type {
  Behavior,
  KintsugiSettings,
  ResolvedKintsugiOptions,
} from "../../../options"
import type { ReadJson } from "../read-together"
import { retryConflict } from "../retry-conflict"
import type { KintsugiTables } from "../tables"
import type {
  Credentials,
  EffectiveSettings,
  KintsugiConnection,
  SavedSettings,
} from "./effective-settings"
import type { FreshValue } from "./fresh-value"
import type { SavedState } from "./saved-state"
import type { SecretBox } from "./secret-box"
import {
  CONFIGURATION_ID,
  type ConfigurationRow,
  credentialColumns,
  readConfiguration,
} from "./stored-settings"

/** A change to the saved settings: absent fields stay, `null` removes. */
export type ConfigurationChange = {
  credentials?: Credentials | null
  behavior?: { [Name in keyof Behavior]?: Behavior[Name] | null }
  /** Id of the user or API key that makes it. */
  by: string
}

/**
 * Which reading of the saved settings is meant: a new one (`now`, the default),
 * or the `latest`, for a caller who has read them a moment ago.
 */
export type ReadingOf = "now" | "latest"

/** The store's settings: the options, and what the merchant saved over them. */
export type Settings = {
  /** The options in medusa-config, without the saved settings. */
  getOptions(): ResolvedKintsugiOptions
  /**
   * The settings that the merchant saved in the Admin, on any instance: the
   * same object while nothing changes.
   */
  getSaved(reading?: ReadingOf): Promise<SavedSettings | undefined>
  /** The effective settings: saved settings override the options. */
  getEffective(reading?: ReadingOf): Promise<EffectiveSettings>
  /** The effective settings, without credentials. */
  get(): Promise<KintsugiSettings>
  /** Whether there are a key and an organization for Kintsugi. */
  isConfigured(): Promise<boolean>
  /** The current connection; undefined if Kintsugi is not configured. */
  getConnection(): Promise<KintsugiConnection | undefined>
  /**
   * Kintsugi's API.
   *
   * @throws MedusaError (not_allowed) that says what is missing
   */
  getClient(): Promise<KintsugiClient>
  /** The row as it is in the database. */
  getRow(): Promise<ConfigurationRow | undefined>
  /** Saves the merchant's changes. They take effect here at once. */
  change(change: ConfigurationChange): Promise<void>
  /** Restores the row, or deletes it if there was none. */
  restore(row: ConfigurationRow | undefined): Promise<void>
  /** Warns once, at boot, if Kintsugi is not configured. */
  warnIfNotConfigured(logger: Logger | undefined): Promise<void>
}

export const createSettings = ({
  readJson,
  tables,
  options,
  effectiveOf,
  vault,
  saved,
}: {
  readJson: ReadJson
  tables: Pick<
    KintsugiTables,
    | "createKintsugiConfigurations"
    | "updateKintsugiConfigurations"
    | "deleteKintsugiConfigurations"
  >
  options: ResolvedKintsugiOptions
  effectiveOf: (saved: SavedSettings | undefined) => EffectiveSettings
  vault: SecretBox
  saved: FreshValue<SavedState>
}): Settings => {
  const getSaved = async (reading: ReadingOf = "now") =>
    (await (reading === "now" ? saved.get() : saved.last())).settings
  const getEffective = async (reading?: ReadingOf) =>
    effectiveOf(await getSaved(reading))
  const getConnection = async () => (await getEffective()).connection
  const getRow = async () => (await readConfiguration(readJson)).row

  const write = async (columns: Partial<ConfigurationRow>): Promise<void> => {
    const row = { ...columns, id: CONFIGURATION_ID }
    await retryConflict(async () =>
      (await getRow())
        ? tables.updateKintsugiConfigurations(row)
        : tables.createKintsugiConfigurations(row)
    )
    saved.invalidate()
  }

  return {
    getOptions: () => options,
    getSaved,
    getEffective,
    get: async () => (await getEffective()).settings,
    isConfigured: async () => (await getConnection()) !== undefined,
    getConnection,

    async getClient() {
      const { connection, missing } = await getEffective()
      if (!connection) {
        throw new MedusaError(
          MedusaError.Types.NOT_ALLOWED,
          `Kintsugi is not configured: ${missing}. ${HOW_TO_CONFIGURE}`,
          "kintsugi_not_configured"
        )
      }
      return connection.client
    },

    getRow,

    async change({ credentials, behavior, by }) {
      const row = await getRow()
      await write({
        ...(credentials !== undefined && {
          ...credentialColumns(credentials, vault),
          credentials_changed_at: new Date(),
          credentials_changed_by: by,
        }),
        ...(behavior && {
          // With its nulls: Medusa's update merges into the stored object.
          behavior: { ...row?.behavior, ...behavior },
          behavior_changed_at: new Date(),
          behavior_changed_by: by,
        }),
      })
    },

    async restore(row) {
      if (row) {
        await write(row)
      } else {
        await tables.deleteKintsugiConfigurations(CONFIGURATION_ID)
        saved.invalidate()
      }
    },

    async warnIfNotConfigured(logger) {
      const effective = await getEffective().catch(() =>
        // Before its migrations have run, a store has nothing saved.
        effectiveOf(undefined)
      )
      if (effective.missing) {
        logger?.warn(
          `[kintsugi] Kintsugi is not configured: ${effective.missing}. ${HOW_TO_CONFIGURE} ` +
            `Until then, taxes follow onFailure: "${effective.settings.onFailure}".`
        )
      }
    },
  }
}

const HOW_TO_CONFIGURE =
  "Enter the API key and the organization id in the Admin under Settings → Kintsugi, or set them in medusa-plugin-kintsugi's options."
