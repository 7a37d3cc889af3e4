import type { MedusaContainer } from "@medusajs/framework/types"
import { ContainerRegistrationKeys } from "@medusajs/framework/utils"
import { type KintsugiErrorCode, isKintsugiError } from "../kintsugi-api"

/** Of the request's content; a refused key is not about any one request. */
const REFUSALS = new Set<KintsugiErrorCode>([
  "conflict",
  "invalid_address",
  "invalid_request",
  "not_found",
])

/**
 * Logs Kintsugi's own words, which name the fields of the request, for the
 * developer: the merchant gets them in plain words.
 *
 * @param what - the subject of the sentence, e.g. `The exemption of cus_1`
 */
export const logRefusal = (
  error: unknown,
  what: string,
  container: MedusaContainer
): void => {
  if (isKintsugiError(error) && REFUSALS.has(error.code)) {
    container
      .resolve(ContainerRegistrationKeys.LOGGER)
      .warn(`[kintsugi] ${what} failed (${error.code}): ${error.message}`)
  }
}
