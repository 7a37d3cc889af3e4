import { problem, unprocessable } from "../answers"
import { toWire, type Wire } from "../wire"
import type { FaultKind, FaultStatus } from "./fault"

type StatusFault = Extract<FaultKind, { kind: "status" }>

/** Kintsugi's own texts where its contract has one for the status. */
const DETAILS: Partial<Record<FaultStatus, string>> = {
  401: "The request is missing a valid x-api-key.",
  403: "The API key does not have access to this organization.",
  404: "Entered an incorrect URL.",
  408: "Request Timeout",
  409: "The resource is in a state that conflicts with the request.",
  429: "Too Many Requests",
  500: "An unexpected server error occurred.",
  503: "Service Unavailable",
}

const GATEWAY_TITLES: Partial<Record<FaultStatus, string>> = {
  502: "502 Bad Gateway",
  504: "504 Gateway Time-out",
}

/** The answer of a status fault: its own body, or the usual one. */
export function statusAnswer(fault: StatusFault): Wire {
  const headers: Record<string, string> =
    fault.retryAfter === undefined ? {} : { "retry-after": fault.retryAfter }
  if (fault.body !== undefined) {
    return toWire({ status: fault.status, body: fault.body, headers })
  }

  const title = GATEWAY_TITLES[fault.status]
  if (title) {
    return {
      status: fault.status,
      headers: { ...headers, "content-type": "text/html" },
      text: gatewayPage(title),
    }
  }

  const detail = DETAILS[fault.status]
  const answer = detail
    ? problem(fault.status, detail)
    : unprocessable([
        {
          type: "missing",
          loc: ["body", "date"],
          msg: "Field required",
          input: {},
        },
      ])
  return toWire({ ...answer, headers })
}

/** The page of a load balancer whose backends do not answer. */
function gatewayPage(title: string): string {
  return [
    "<html>",
    `<head><title>${title}</title></head>`,
    "<body>",
    `<center><h1>${title}</h1></center>`,
    "</body>",
    "</html>",
    "",
  ].join("\r\n")
}
