import type { Knex } from "@medusajs/framework/mikro-orm/knex"
import { z } from "@medusajs/framework/zod"
import { type Behaviour, behaviourShape } from "../../options"
import type { Credentials, SavedSettings } from "../../settings/effective"
import type { Vault } from "../../settings/vault"
import { noteMark } from "./marks"

/** The only row's id: whoever saves, saves into it. */
export const CONFIGURATION_ID = "kinconf_store"

export type ConfigurationRow = {
  id: string
  locked_api_key: string | null
  api_key_ending: string | null
  organization_id: string | null
  credentials_changed_at: Date | null
  credentials_changed_by: string | null
  behaviour: Record<string, unknown> | null
  behaviour_changed_at: Date | null
  behaviour_changed_by: string | null
}

/** What every calculation reads: what is saved, and what it may not know. */
export type Reading = {
  row: ConfigurationRow | undefined
  /** Another one since anything on record of a customer was changed. */
  customersVersion: string
}

/** Notes that what is on record of customers was changed, on any instance. */
export const noteCustomers = (knex: Knex): Promise<void> =>
  noteMark(knex, CUSTOMERS_MARK)

const CUSTOMERS_MARK = "kintsugi_customers"

/** Reads it in one query, in the database's own words. */
export const readConfiguration = async (knex: Knex): Promise<Reading> => {
  const { rows } = await knex.raw<{
    rows: (ConfigurationRow & { customers_version: string | null })[]
  }>(
    `select configuration.id, locked_api_key, api_key_ending, organization_id,
       credentials_changed_at, credentials_changed_by,
       behaviour, behaviour_changed_at, behaviour_changed_by,
       customers.at::text as customers_version
     from (select 1) as always
     left join kintsugi_configuration as configuration
       on configuration.id = ? and configuration.deleted_at is null
     left join kintsugi_mark as customers on customers.id = ?`,
    [CONFIGURATION_ID, CUSTOMERS_MARK]
  )
  const { customers_version, ...row } = rows[0] ?? { customers_version: null }
  return {
    row: "id" in row && row.id ? row : undefined,
    customersVersion: customers_version ?? "",
  }
}

/** As long as this, most of a key stays a secret with four characters shown. */
const SHOWN_FROM = 9
const SHOWN = 4

/** What of a key may be shown: its last four characters, if it is long. */
export const endingOf = (apiKey: string): string =>
  apiKey.length >= SHOWN_FROM ? apiKey.slice(-SHOWN) : ""

/** A key as the Admin shows it. */
export const masked = (ending: string | null | undefined): string =>
  `••••${ending ?? ""}`

/** Reads the row, with its key decrypted. */
export const savedSettings = (
  row: ConfigurationRow | undefined,
  vault: Vault
): SavedSettings | undefined => {
  if (!row) {
    return undefined
  }
  const { locked_api_key, organization_id } = row
  const apiKey = locked_api_key ? vault.unlock(locked_api_key) : undefined
  return {
    behaviour: readBehaviour(row.behaviour),
    credentials:
      locked_api_key && organization_id
        ? apiKey
          ? { apiKey, organizationId: organization_id }
          : "unreadable"
        : undefined,
  }
}

/**
 * The options among what is stored. What an older or newer version of the
 * plugin stored and this one does not know counts as not saved.
 */
export const readBehaviour = (
  stored: Record<string, unknown> | null
): Partial<Behaviour> =>
  Object.fromEntries(
    Object.entries(behaviourShape).flatMap(([name, schema]) => {
      const parsed = (schema as z.ZodType).safeParse(stored?.[name])
      return parsed.success ? [[name, parsed.data]] : []
    })
  )

/** The columns for new credentials; for `null`, those of none. */
export const credentialColumns = (
  credentials: Credentials | null,
  vault: Vault
): Pick<
  ConfigurationRow,
  "locked_api_key" | "api_key_ending" | "organization_id"
> => ({
  locked_api_key: credentials && vault.lock(credentials.apiKey),
  api_key_ending: credentials && endingOf(credentials.apiKey),
  organization_id: credentials && credentials.organizationId,
})

/**
 * What keys are locked with: the option `encryptionKey`, and the store's own
 * secret for what was saved before there was such an option.
 */
export const vaultSecrets = (
  encryptionKey: string | string[] | undefined,
  http: { jwtSecret?: unknown; cookieSecret?: unknown } | undefined
): string[] => {
  const ofStore = [http?.jwtSecret, http?.cookieSecret].find(
    (secret): secret is string => typeof secret === "string" && secret !== ""
  )
  return [encryptionKey ?? [], ofStore ?? []].flat()
}
