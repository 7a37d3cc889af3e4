import {
  type Exchange,
  type KintsugiClient,
  type TimeLimits,
  createClient,
  createTransport,
} from "../../kintsugi-api"
import type { KintsugiModuleService } from "../../modules/kintsugi/service"
import { credentialsOf } from "../../modules/kintsugi/settings/effective-settings"
import { withoutSecrets } from "../../options"

/** How long one attempt of the doctor's may take, in ms. */
const ATTEMPT_MS = 8_000

/** How long one of its requests may take with all attempts, in ms. */
const REQUEST_MS = 12_000

/** An organization id that no organization has. */
const NO_ORGANIZATION = "orgn_medusa_doctor_asks"

/** A connection to Kintsugi of the doctor's own, which keeps what was said. */
export type DoctorConnection = {
  /** As the plugin asks: a refused category is sent in the other spelling. */
  client: KintsugiClient
  /** Sends categories as they are. */
  literalClient: KintsugiClient
  /** With the store's key, and the id of an organization that doesn't exist. */
  strangerClient: KintsugiClient
  organizationId: string
  /** All exchanges so far, oldest first. */
  exchanges: Exchange[]
}

/**
 * Connects with the credentials in effect; undefined: there are none. Sends
 * nothing by itself.
 */
export const connectDoctor = async (
  service: KintsugiModuleService
): Promise<DoctorConnection | undefined> => {
  const options = service.settings.getOptions()
  const credentials = credentialsOf(options, await service.settings.getSaved())
  if (!credentials) {
    return undefined
  }
  const exchanges: Exchange[] = []
  const transportTo = (organizationId: string) =>
    createTransport({
      ...withoutSecrets(options),
      ...credentials,
      organizationId,
      timeoutMs: ATTEMPT_MS,
      retries: 1,
      onExchange: (exchange) => void exchanges.push(exchange),
    })
  const transport = transportTo(credentials.organizationId)
  return {
    client: createClient(transport),
    literalClient: createClient(transport, { respells: false }),
    strangerClient: createClient(transportTo(NO_ORGANIZATION)),
    organizationId: credentials.organizationId,
    exchanges,
  }
}

/** The limits of a request of the doctor's that starts now. */
export const doctorLimits = (): TimeLimits => ({
  deadline: Date.now() + REQUEST_MS,
  timeoutMs: ATTEMPT_MS,
})
