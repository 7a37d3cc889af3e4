import { MedusaError } from "@medusajs/framework/utils"
import { type KintsugiError, isKintsugiError } from "./errors"

type Wording = {
  /** The message for the merchant; default: what happened and what to do. */
  message?: (error: KintsugiError) => string
  /**
   * The error's type (one of `MedusaError.Types`) if Kintsugi refused the
   * request, so that it would be refused again; default: `not_allowed`.
   */
  refusedAs?: string
}

/**
 * A failure at Kintsugi as the error of a route, which is no 500 and has the
 * code `kintsugi_<code>`; its type is `unexpected_state` if the same request
 * may succeed later. Any other error is returned as it is.
 *
 * @example
 * try { … } catch (error) { throw toMedusaError(error) }
 */
export const toMedusaError = (
  error: unknown,
  {
    message = describe,
    refusedAs = MedusaError.Types.NOT_ALLOWED,
  }: Wording = {}
): unknown =>
  isKintsugiError(error)
    ? new MedusaError(
        maySucceedLater(error) ? MedusaError.Types.UNEXPECTED_STATE : refusedAs,
        message(error),
        `kintsugi_${error.code}`
      )
    : error

const maySucceedLater = (error: KintsugiError): boolean =>
  error.retryable || error.code === "bad_response"

const describe = (error: KintsugiError): string =>
  maySucceedLater(error)
    ? `${error.merchantMessage} Nothing is lost: try again in a moment.`
    : `Kintsugi refused it: ${error.plainMessage}`
