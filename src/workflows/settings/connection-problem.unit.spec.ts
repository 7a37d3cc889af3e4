import { errorFromRefusal, notConnected, timedOut } from "../../kintsugi-api"
import { connectionProblem } from "./connection-problem"

const AT = {
  organizationId: "orgn_argaLQwMy2fJc",
  baseUrl: "https://api.trykintsugi.com",
}

const refused = (status: number, detail = "") =>
  errorFromRefusal({ status, detail, fields: [] })

describe("a failed connection", () => {
  it.each([
    [
      refused(401, "The request is missing a valid x-api-key."),
      /^Kintsugi does not accept this API key/,
    ],
    [refused(403), /^The API key has no access to .*orgn_argaLQwMy2fJc/],
    [
      refused(403, "A partner-scope key cannot be used here."),
      /^This is a partner-scope key/,
    ],
    [
      refused(401, "Partner API keys are for /v2/partner only"),
      /^This is a partner-scope key/,
    ],
    [
      refused(403, "PARTNER_SCOPE keys are not accepted here"),
      /^This is a partner-scope key/,
    ],
    [refused(403, "key_scope=partner_v2"), /^This is a partner-scope key/],
    [refused(429), /too many requests/],
    [refused(503), /could not be reached at https:\/\/api\.trykintsugi\.com/],
    [notConnected("ECONNREFUSED"), /could not be reached .*ECONNREFUSED/],
    [timedOut(8000), /could not be reached .*8000 ms/],
    [refused(404), /does not seem to be Kintsugi's API/],
    [refused(302), /does not seem to be Kintsugi's API/],
    [refused(422), /refused the credentials/],
  ])("is explained to the merchant: %s", (error, words) => {
    expect(connectionProblem(error, AT)).toMatch(words)
  })
})
