import type { Knex } from "@medusajs/framework/mikro-orm/knex"
import { z } from "@medusajs/framework/zod"
import { type Behavior, behaviorShape } from "../../../options"
import type { Credentials, SavedSettings } from "./effective-settings"
import type { ReadJson } from "../read-together"
import type { SecretBox } from "./secret-box"
import { recordTimestamp } from "../timestamps"
import {
  FIRST_CONNECTED,
  REPORTING_OFF,
  type ReportingMoments,
} from "./reporting-start"

/** The id of the only row. */
export const CONFIGURATION_ID = "kinconf_store"

export type ConfigurationRow = {
  id: string
  locked_api_key: string | null
  api_key_ending: string | null
  organization_id: string | null
  credentials_changed_at: Date | null
  credentials_changed_by: string | null
  behavior: Record<string, unknown> | null
  behavior_changed_at: Date | null
  behavior_changed_by: string | null
}

/** What every calculation reads: the settings and when data last changed. */
export type Reading = {
  row: ConfigurationRow | undefined
  /** Changes whenever the data on any customer changes. */
  customersVersion: string
  moments: ReportingMoments
}

/** Makes every instance read its data on customers again. */
export const invalidateCustomers = (knex: Knex): Promise<void> =>
  recordTimestamp(knex, CUSTOMERS_MARK)

const CUSTOMERS_MARK = "kintsugi_customers"

/** Reads all of it as one value; the version is the timestamp as text. */
export const readConfiguration = async (read: ReadJson): Promise<Reading> => {
  const { row, customers_version, first_connected, reporting_off } =
    await read<StoredReading>(
      `select json_build_object(
         'row', (
           select row_to_json(configuration) from (
             select id, locked_api_key, api_key_ending, organization_id,
               credentials_changed_at, credentials_changed_by,
               behavior, behavior_changed_at, behavior_changed_by
             from kintsugi_configuration
             where id = ? and deleted_at is null
           ) configuration),
         'customers_version',
           (select at::text from kintsugi_timestamp where id = ?),
         'first_connected', (select at from kintsugi_timestamp where id = ?),
         'reporting_off', (select at from kintsugi_timestamp where id = ?))`,
      [CONFIGURATION_ID, CUSTOMERS_MARK, FIRST_CONNECTED, REPORTING_OFF]
    )
  return {
    row: row
      ? {
          ...row,
          credentials_changed_at: dateOf(row.credentials_changed_at) ?? null,
          behavior_changed_at: dateOf(row.behavior_changed_at) ?? null,
        }
      : undefined,
    customersVersion: customers_version ?? "",
    moments: {
      firstConnectedAt: dateOf(first_connected),
      offAt: dateOf(reporting_off),
    },
  }
}

/** What is read, with dates in ISO 8601. */
type StoredReading = {
  row:
    | (Omit<
        ConfigurationRow,
        "credentials_changed_at" | "behavior_changed_at"
      > & {
        credentials_changed_at: string | null
        behavior_changed_at: string | null
      })
    | null
  customers_version: string | null
  first_connected: string | null
  reporting_off: string | null
}

const dateOf = (text: string | null): Date | undefined =>
  text === null ? undefined : new Date(text)

/** From this length on, four characters reveal less than half of a key. */
const SHOWN_FROM = 9
const SHOWN = 4

/** The part of a key that may be shown: the end of a long key, or nothing. */
export const keyEnding = (apiKey: string): string =>
  apiKey.length >= SHOWN_FROM ? apiKey.slice(-SHOWN) : ""

/** A key as the Admin shows it. */
export const maskKey = (ending: string | null | undefined): string =>
  `••••${ending ?? ""}`

/** Reads the row, with its key decrypted. */
export const readSavedSettings = (
  row: ConfigurationRow | undefined,
  vault: SecretBox
): SavedSettings | undefined => {
  if (!row) {
    return undefined
  }
  const { locked_api_key, organization_id } = row
  const apiKey = locked_api_key ? vault.decrypt(locked_api_key) : undefined
  return {
    behavior: readBehavior(row.behavior),
    credentials:
      locked_api_key && organization_id
        ? apiKey
          ? { apiKey, organizationId: organization_id }
          : "unreadable"
        : undefined,
  }
}

/**
 * The known options in the stored object. Values of an older or newer plugin
 * version that this one does not know count as not saved.
 */
export const readBehavior = (
  stored: Record<string, unknown> | null
): Partial<Behavior> =>
  Object.fromEntries(
    Object.entries(behaviorShape).flatMap(([name, schema]) => {
      const parsed = (schema as z.ZodType).safeParse(stored?.[name])
      return parsed.success ? [[name, parsed.data]] : []
    })
  )

/** The columns for new credentials; `null` clears them. */
export const credentialColumns = (
  credentials: Credentials | null,
  vault: SecretBox
): Pick<
  ConfigurationRow,
  "locked_api_key" | "api_key_ending" | "organization_id"
> => ({
  locked_api_key: credentials && vault.encrypt(credentials.apiKey),
  api_key_ending: credentials && keyEnding(credentials.apiKey),
  organization_id: credentials && credentials.organizationId,
})

/**
 * The secrets that keys are locked with: the option `encryptionKey`, and the
 * store's own secret for keys that were saved before the option was set.
 */
export const vaultSecrets = (
  encryptionKey: string | string[] | undefined,
  http: { jwtSecret?: unknown; cookieSecret?: unknown } | undefined
): string[] => {
  const storeSecret = [http?.jwtSecret, http?.cookieSecret].find(
    (secret): secret is string => typeof secret === "string" && secret !== ""
  )
  return [encryptionKey ?? [], storeSecret ?? []].flat()
}
