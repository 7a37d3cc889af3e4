import {
  type EstimateRequest,
  type KintsugiError,
  describeRefusal,
} from "../../kintsugi-api"
import { subdivisionNames } from "../../tax/address/subdivisions"

/**
 * Why Kintsugi calculated nothing for a trial, in sentences for the merchant
 * who has just typed it, e.g. "ZIP 90001 isn't in Texas."
 */
export const whyRefused = (
  error: KintsugiError,
  request: EstimateRequest
): string => {
  const { code, fields, plainMessage, merchantMessage } = error
  switch (code) {
    case "invalid_request":
    case "invalid_address":
      return fields.length
        ? describeRefusal(
            { detail: "", fields },
            {
              body: request,
              nameState: (country, state) =>
                subdivisionNames(country).get(state),
            }
          )
        : plainMessage
    case "unauthorized":
    case "forbidden":
    case "bad_response":
      return merchantMessage
    default:
      return `${plainMessage} ${merchantMessage}`
  }
}
