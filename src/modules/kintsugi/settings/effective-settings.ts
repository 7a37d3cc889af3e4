import { createHash } from "node:crypto"
import {
  type KintsugiClient,
  type BookTurns,
  createClient,
  createPace,
  createTransport,
} from "../../../kintsugi-api"
import {
  type Behavior,
  type KintsugiSettings,
  type ResolvedKintsugiOptions,
  missingCredentials,
  withoutSecrets,
} from "../../../options"
import { withBehavior } from "./admin-overrides"

export type Credentials = { apiKey: string; organizationId: string }

/** What the merchant saved in the Admin. */
export type SavedSettings = {
  /**
   * `"unreadable"`: saved, but the key was encrypted with a secret that the
   * store no longer has.
   */
  credentials?: Credentials | "unreadable"
  behavior: Partial<Behavior>
}

/** A connection to Kintsugi, and the settings that go with it. */
export type KintsugiConnection = {
  client: KintsugiClient
  organizationId: string
  settings: KintsugiSettings
}

/** The effective settings: saved settings override the options. */
export type EffectiveSettings = {
  settings: KintsugiSettings
  /** Absent if Kintsugi is not configured. */
  connection?: KintsugiConnection
  /** Why there is no connection, as a phrase for a log line. */
  missing?: string
  /**
   * Short hash of all settings that affect an estimate: tax lines and answers
   * with another key belong to other settings.
   */
  key: string
}

/** The phrase for a saved key that cannot be decrypted. */
export const UNREADABLE_KEY =
  "the API key that was saved in the Admin can't be read, since the secret that it was encrypted with has changed: enter the key again under Settings → Kintsugi"

/**
 * Overrides a store's options with the saved settings. The same saved settings
 * give the same object, and the same credentials the same client, so that
 * connections are kept alive.
 *
 * @param bookTurnsOf - for background requests to an organization; absent: they
 * are sent at once
 */
export const createEffective = (
  options: ResolvedKintsugiOptions,
  bookTurnsOf?: (organizationId: string) => BookTurns
): ((saved: SavedSettings | undefined) => EffectiveSettings) => {
  // No lru-cache here: the settings are compared by identity, and none of the
  // earlier ones comes back.
  const clientOf = memoizeLast((credentials: Credentials) =>
    createClient(
      createTransport({
        ...options,
        ...credentials,
        pace:
          bookTurnsOf && createPace(bookTurnsOf(credentials.organizationId)),
      })
    )
  )
  let last:
    | { saved: SavedSettings | undefined; effective: EffectiveSettings }
    | undefined

  return (saved) => {
    if (!last || last.saved !== saved) {
      last = { saved, effective: effectiveOf(options, saved, clientOf) }
    }
    return last.effective
  }
}

const effectiveOf = (
  options: ResolvedKintsugiOptions,
  saved: SavedSettings | undefined,
  clientOf: (credentials: Credentials) => KintsugiClient
): EffectiveSettings => {
  const settings = {
    ...withBehavior(withoutSecrets(options), saved?.behavior),
    // The option is about the key in the options.
    ...(saved?.credentials && {
      apiKeyExpiresOn: saved.behavior.apiKeyExpiresOn,
    }),
  }
  const credentials = credentialsOf(options, saved)
  return {
    settings,
    connection: credentials && {
      client: clientOf(credentials),
      organizationId: credentials.organizationId,
      settings,
    },
    missing: credentials
      ? undefined
      : saved?.credentials === "unreadable"
        ? UNREADABLE_KEY
        : `${missingCredentials(options)} not set`,
    key: settingsKey(settings, credentials?.organizationId),
  }
}

/** The effective credentials: either both saved ones or both options. */
export const credentialsOf = (
  { apiKey, organizationId }: Partial<Credentials>,
  saved: SavedSettings | undefined
): Credentials | undefined => {
  if (saved?.credentials) {
    return saved.credentials === "unreadable" ? undefined : saved.credentials
  }
  return apiKey && organizationId ? { apiKey, organizationId } : undefined
}

const settingsKey = (
  settings: KintsugiSettings,
  organizationId: string | undefined
): string =>
  createHash("sha256")
    .update(
      JSON.stringify([
        settings.baseUrl,
        organizationId ?? null,
        settings.defaultCategory,
        settings.defaultSubcategory,
        settings.shippingCategory,
        settings.shippingSubcategory,
        ...(settings.roundDiscounts ? [] : ["unrounded"]),
        ...(settings.combineJurisdictions ? ["combined"] : []),
      ])
    )
    .digest("base64url")
    .slice(0, 16)

const memoizeLast = (
  create: (credentials: Credentials) => KintsugiClient
): ((credentials: Credentials) => KintsugiClient) => {
  let last: { credentials: Credentials; client: KintsugiClient } | undefined
  return (credentials) => {
    if (
      last?.credentials.apiKey !== credentials.apiKey ||
      last.credentials.organizationId !== credentials.organizationId
    ) {
      last = { credentials, client: create(credentials) }
    }
    return last.client
  }
}
