import { MedusaError } from "@medusajs/framework/utils"
import { isKintsugiError } from "../../kintsugi-api"

/** Turns a failure at Kintsugi into a message for the Admin, not a 500. */
export const toMedusaError = (error: unknown): unknown => {
  if (!isKintsugiError(error)) {
    return error
  }
  const fields = error.fields
    .map(({ path, message }) => `${path}: ${message}`)
    .join("; ")
  return error.retryable || error.code === "bad_response"
    ? new MedusaError(
        MedusaError.Types.UNEXPECTED_STATE,
        `${error.merchantMessage} Nothing is lost: try again in a moment.`,
        `kintsugi_${error.code}`
      )
    : new MedusaError(
        MedusaError.Types.NOT_ALLOWED,
        `Kintsugi refused it: ${error.message}${fields && !error.message.includes(fields) ? ` (${fields})` : ""}`,
        `kintsugi_${error.code}`
      )
}
