import { MedusaError } from "@medusajs/framework/utils"
import type { KintsugiModuleService } from "../../modules/kintsugi/service"
import {
  type Credentials,
  credentialsOf,
} from "../../modules/kintsugi/settings/effective-settings"

/** The credentials in a request; both are optional. */
export type CredentialsInput = { api_key?: string; organization_id?: string }

/**
 * Completes the credentials of a request with the effective ones.
 *
 * @param toSave - whether they will be saved: then a key from medusa-config is
 * not copied into the database
 * @returns undefined if the request has neither
 * @throws MedusaError (invalid_data) naming the field that is missing
 */
export const resolveCredentials = async (
  { api_key, organization_id }: CredentialsInput,
  service: KintsugiModuleService,
  { toSave }: { toSave: boolean }
): Promise<Credentials | undefined> => {
  if (api_key === undefined && organization_id === undefined) {
    return undefined
  }
  const saved = await service.settings.getSaved()
  const options = service.settings.getOptions()
  const effective =
    toSave && !saved?.credentials ? undefined : credentialsOf(options, saved)
  const row = await service.settings.getRow()
  const apiKey = api_key ?? effective?.apiKey
  const organizationId =
    organization_id ??
    effective?.organizationId ??
    row?.organization_id ??
    options.organizationId
  if (!apiKey) {
    throw missingField(
      "api_key",
      saved?.credentials === "unreadable"
        ? "the saved key can't be read any more, since the secret that it was encrypted with has changed. Enter it again"
        : "no API key is saved yet. Enter it together with organization_id"
    )
  }
  if (!organizationId) {
    throw missingField(
      "organization_id",
      "no organization is known yet. Enter it together with api_key"
    )
  }
  return { apiKey, organizationId }
}

const missingField = (field: string, why: string): MedusaError =>
  new MedusaError(
    MedusaError.Types.INVALID_DATA,
    `Field '${field}' is required: ${why}. Nothing was saved.`,
    `kintsugi_${field}_missing`
  )
