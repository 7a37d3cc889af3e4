import type { MedusaContainer } from "@medusajs/framework/types"
import { createClient, createTransport, isKintsugiError } from "../../kintsugi"
import { KINTSUGI_MODULE } from "../../modules/kintsugi"
import type { KintsugiModuleService } from "../../modules/kintsugi/service"
import { withoutSecrets } from "../../options"
import { type Credentials, credentialsOf } from "../../settings/effective"
import { connectionProblem } from "./connection-problem"
import { type CredentialsGiven, credentialsMeant } from "./given-credentials"

/** How long Kintsugi may take, in ms: somebody in the Admin waits for it. */
const DEADLINE_MS = 8_000
const TIMEOUT_MS = 5_000

/**
 * Asks Kintsugi with these credentials, over a connection of their own.
 *
 * @throws KintsugiError
 */
export const checkCredentials = async (
  credentials: Credentials,
  service: KintsugiModuleService
): Promise<void> => {
  const settings = withoutSecrets(service.getOptions())
  const transport = createTransport({
    ...settings,
    ...credentials,
    timeoutMs: TIMEOUT_MS,
    retries: 1,
  })
  await createClient(transport).checkAccess({
    deadline: Date.now() + DEADLINE_MS,
  })
}

/**
 * Whether Kintsugi lets us in: with the credentials given, or else with those
 * in force. Saves no settings.
 *
 * @throws MedusaError (invalid_data) where one of a pair is given and the other
 * is not known
 */
export const connectionTest = async (
  given: CredentialsGiven,
  container: MedusaContainer
): Promise<{ connected: boolean; message: string }> => {
  const service = container.resolve<KintsugiModuleService>(KINTSUGI_MODULE)
  const options = service.getOptions()
  const others = await credentialsMeant(given, service, { toSave: false })
  const credentials =
    others ?? credentialsOf(options, await service.getSavedSettings())
  if (!credentials) {
    const { missing } = await service.getEffective()
    return {
      connected: false,
      message: `Kintsugi is not configured: ${missing}.`,
    }
  }
  const { organizationId } = credentials
  try {
    await checkCredentials(credentials, service)
    if (!others) {
      await service.noteMoment("connectedAt")
    }
    return {
      connected: true,
      message: `Kintsugi accepts the API key for the organization ${organizationId}.`,
    }
  } catch (error) {
    if (!isKintsugiError(error)) {
      throw error
    }
    const { baseUrl } = options
    return {
      connected: false,
      message: connectionProblem(error, { organizationId, baseUrl }),
    }
  }
}
