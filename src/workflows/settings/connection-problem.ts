import { type KintsugiError, asPhrase } from "../../kintsugi-api"

/**
 * What is wrong with a connection that could not be made, and what to do about
 * it, in sentences for the merchant.
 */
export const connectionProblem = (
  error: KintsugiError,
  { organizationId, baseUrl }: { organizationId: string; baseUrl: string }
): string => {
  if (
    (error.code === "unauthorized" || error.code === "forbidden") &&
    /partner/i.test(error.message)
  ) {
    return "This is a partner-scope key, which can't calculate tax. Create a client-scope key for your organization in Kintsugi and enter that one."
  }
  switch (error.code) {
    case "unauthorized":
      return "Kintsugi does not accept this API key. Check that it was copied in full and has not been revoked in Kintsugi."
    case "forbidden":
      return `The API key has no access to the organization ${organizationId}. Check the organization id in Kintsugi, or use a key of that organization.`
    case "rate_limited":
      return "Kintsugi received too many requests from this organization just now. Try again in a minute."
    case "timed_out":
    case "unavailable":
      return `Kintsugi could not be reached at ${baseUrl} (${asPhrase(error.plainMessage)}). Try again in a moment; if the problem persists, check whether Kintsugi is up and whether this server can reach it.`
    case "bad_response":
    case "not_found":
      return `The server at ${baseUrl} does not seem to be Kintsugi's API (${asPhrase(error.plainMessage)}). Check the option baseUrl in medusa-config.`
    default:
      return `Kintsugi refused the credentials (${asPhrase(error.plainMessage)}). Check the API key and the organization id in Kintsugi.`
  }
}
