import type { MedusaContainer } from "@medusajs/framework/types"
import {
  createClient,
  createTransport,
  deadlineFor,
  isKintsugiError,
} from "../../kintsugi-api"
import { KINTSUGI_MODULE } from "../../modules/kintsugi"
import type { KintsugiModuleService } from "../../modules/kintsugi/service"
import { withoutSecrets } from "../../options"
import {
  type Credentials,
  credentialsOf,
} from "../../modules/kintsugi/settings/effective-settings"
import { connectionProblem } from "./connection-problem"
import {
  type CredentialsInput,
  resolveCredentials,
} from "./resolve-credentials"

/** How long one attempt may take, in ms. */
const TIMEOUT_MS = 5_000

/**
 * Checks these credentials at Kintsugi, over a separate connection.
 *
 * @throws KintsugiError
 */
export const checkCredentials = async (
  credentials: Credentials,
  service: KintsugiModuleService
): Promise<void> => {
  const settings = withoutSecrets(service.settings.getOptions())
  const transport = createTransport({
    ...settings,
    ...credentials,
    timeoutMs: TIMEOUT_MS,
    retries: 1,
  })
  await createClient(transport).checkAccess(deadlineFor("admin"))
}

/**
 * Whether Kintsugi accepts the credentials in the request, or else the
 * effective ones. Saves no settings.
 *
 * @throws MedusaError (invalid_data) if the request has only one of the two
 * credentials and the other is unknown
 */
export const connectionTest = async (
  input: CredentialsInput,
  container: MedusaContainer
): Promise<{ connected: boolean; message: string }> => {
  const service = container.resolve<KintsugiModuleService>(KINTSUGI_MODULE)
  const options = service.settings.getOptions()
  const entered = await resolveCredentials(input, service, { toSave: false })
  const credentials =
    entered ?? credentialsOf(options, await service.settings.getSaved())
  if (!credentials) {
    const { missing } = await service.settings.getEffective()
    return {
      connected: false,
      message: `Kintsugi is not configured: ${missing}.`,
    }
  }
  const { organizationId } = credentials
  try {
    await checkCredentials(credentials, service)
    if (!entered) {
      service.closeCircuits()
      await service.stats.recordEvent("connectedAt")
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
