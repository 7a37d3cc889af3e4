import { createHash } from "node:crypto"
import { type KintsugiClient, createClient, createTransport } from "../kintsugi"
import {
  type Behaviour,
  type KintsugiSettings,
  type ResolvedKintsugiOptions,
  missingCredentials,
  withoutSecrets,
} from "../options"
import { withBehaviour } from "./behaviour"

export type Credentials = { apiKey: string; organizationId: string }

/** What the merchant saved in the Admin. */
export type SavedSettings = {
  /**
   * `"unreadable"`: there are some, but the key was encrypted with a secret
   * that the store has no more.
   */
  credentials?: Credentials | "unreadable"
  behaviour: Partial<Behaviour>
}

/** A way to Kintsugi, and the settings that go with it. */
export type KintsugiConnection = {
  client: KintsugiClient
  organizationId: string
  settings: KintsugiSettings
}

/** What is in force: the options, with what is saved in their place. */
export type Effective = {
  settings: KintsugiSettings
  /** Absent where Kintsugi is not configured. */
  connection?: KintsugiConnection
  /** What stands between us and a connection, as a phrase for a log line. */
  missing?: string
  /**
   * Short name of all in here that decides on an estimate: tax lines and
   * answers under another one belong to another merchant's settings.
   */
  key: string
}

/** The phrase for a saved key that cannot be decrypted. */
export const UNREADABLE_KEY =
  "the API key that was saved in the Admin can't be read, since the secret that it was encrypted with has changed: enter the key again under Settings → Kintsugi"

/**
 * Puts what is saved over a store's options. The same saved settings give the
 * same object, and the same credentials the same client, so that connections
 * are kept alive.
 */
export const createEffective = (
  options: ResolvedKintsugiOptions
): ((saved: SavedSettings | undefined) => Effective) => {
  const clientOf = keepLast((credentials: Credentials) =>
    createClient(createTransport({ ...options, ...credentials }))
  )
  let last:
    { saved: SavedSettings | undefined; effective: Effective } | undefined

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
): Effective => {
  const settings = withBehaviour(withoutSecrets(options), saved?.behaviour)
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

/** The credentials in force: what is saved wins, both of them or neither. */
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
      ])
    )
    .digest("base64url")
    .slice(0, 16)

const keepLast = (
  make: (credentials: Credentials) => KintsugiClient
): ((credentials: Credentials) => KintsugiClient) => {
  let last: { credentials: Credentials; client: KintsugiClient } | undefined
  return (credentials) => {
    if (
      last?.credentials.apiKey !== credentials.apiKey ||
      last.credentials.organizationId !== credentials.organizationId
    ) {
      last = { credentials, client: make(credentials) }
    }
    return last.client
  }
}
