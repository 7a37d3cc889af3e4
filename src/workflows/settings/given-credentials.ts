import { MedusaError } from "@medusajs/framework/utils"
import type { KintsugiModuleService } from "../../modules/kintsugi/service"
import { type Credentials, credentialsOf } from "../../settings/effective"

/** What a request says of the credentials; both may be left out. */
export type CredentialsGiven = { api_key?: string; organization_id?: string }

/**
 * The credentials that these words mean, those in force filling the gap.
 *
 * @param toSave - whether they will be saved: then a key that comes from the
 * configuration is not taken into the database
 * @returns undefined where nothing is given
 * @throws MedusaError (invalid_data) naming the field that is missing
 */
export const credentialsMeant = async (
  { api_key, organization_id }: CredentialsGiven,
  service: KintsugiModuleService,
  { toSave }: { toSave: boolean }
): Promise<Credentials | undefined> => {
  if (api_key === undefined && organization_id === undefined) {
    return undefined
  }
  const saved = await service.getSavedSettings()
  const options = service.getOptions()
  const inForce =
    toSave && !saved?.credentials ? undefined : credentialsOf(options, saved)
  const row = await service.getConfigurationRow()
  const apiKey = api_key ?? inForce?.apiKey
  const organizationId =
    organization_id ??
    inForce?.organizationId ??
    row?.organization_id ??
    options.organizationId
  if (!apiKey) {
    throw missing(
      "api_key",
      saved?.credentials === "unreadable"
        ? "the saved key can't be read any more, since the secret that it was encrypted with has changed. Enter it again"
        : "no API key is saved yet. Enter it together with organization_id"
    )
  }
  if (!organizationId) {
    throw missing(
      "organization_id",
      "no organization is known yet. Enter it together with api_key"
    )
  }
  return { apiKey, organizationId }
}

const missing = (field: string, why: string): MedusaError =>
  new MedusaError(
    MedusaError.Types.INVALID_DATA,
    `Field '${field}' is required: ${why}. Nothing was saved.`,
    `kintsugi_${field}_missing`
  )
