import type { IncomingHttpHeaders } from "node:http"
import { type Answer, problem, unprocessable } from "./answers"

export type Access = {
  apiKey: string
  organizationId: string
}

/** What is wrong with a request's keys; undefined if it has access. */
export function refuseAccess(
  headers: IncomingHttpHeaders,
  access: Access
): Answer | undefined {
  if (headers.authorization !== undefined) {
    return problem(
      401,
      "Bearer tokens are not supported: send x-api-key and x-organization-id, and no Authorization header."
    )
  }
  if (headers["x-api-key"] !== access.apiKey) {
    return problem(401, "The request is missing a valid x-api-key.")
  }

  const organizationId = headers["x-organization-id"]
  if (!organizationId) {
    return unprocessable([
      {
        type: "missing",
        loc: ["header", "x-organization-id"],
        msg: "Field required",
      },
    ])
  }
  if (organizationId !== access.organizationId) {
    return problem(
      403,
      `The API key does not have access to organization ${String(organizationId)}.`
    )
  }
  return undefined
}
