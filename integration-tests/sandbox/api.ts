import { type Answer, problem, unprocessable, wrongUrl } from "./answers"
import { type Access, refuseAccess } from "./auth"
import type { ContractCheck } from "./contract/schema-check"
import { ENDPOINTS } from "./endpoints"
import type { Endpoint } from "./endpoints/endpoint"
import type { Merchant } from "./merchant"
import { parseJson, type Received } from "./received"
import { findRoute } from "./routing"

/** The correct answer to a request under /v1, before any fault. */
export function answerApi(
  received: Received,
  access: Access,
  merchant: Merchant,
  contract: ContractCheck
): Answer {
  const refused = refuseAccess(received.headers, access)
  if (refused) {
    return refused
  }

  const found = findRoute(ENDPOINTS, received.method, received.path)
  if (!found) {
    return wrongUrl
  }
  if (found === "wrong-method") {
    return problem(405, "Method Not Allowed")
  }

  const { route, params } = found
  if (!contract.contract.operations[route.at]) {
    return wrongUrl
  }
  const missing = contract.missingHeaders(route.at, received.headers)
  if (missing.length) {
    return unprocessable(missing)
  }
  const query = contract.readQuery(route.at, received.query)
  if ("refusals" in query) {
    return unprocessable(query.refusals)
  }
  const body = readBody(route, received, contract)
  if ("refused" in body) {
    return body.refused
  }

  return route.answer({
    params,
    query: query.values,
    body: body.value,
    organizationId: access.organizationId,
    merchant,
  })
}

/** "METHOD /path" of the endpoint that a request is for. */
export function endpointOf(method: string, path: string): string | undefined {
  const found = findRoute(ENDPOINTS, method, path)
  return typeof found === "object" ? found.route.at : undefined
}

function readBody(
  route: Endpoint,
  { headers, text, file }: Received,
  contract: ContractCheck
): { value: unknown } | { refused: Answer } {
  const operation = contract.contract.operations[route.at]
  if (operation?.takesFile) {
    return file
      ? { value: file }
      : {
          refused: unprocessable([
            {
              type: "missing",
              loc: ["body", "file"],
              msg: "Field required",
              input: null,
            },
          ]),
        }
  }
  if (!operation?.body) {
    return { value: undefined }
  }
  if (text === "") {
    return refuse({ type: "missing", msg: "Field required", input: null })
  }
  if (!headers["content-type"]?.includes("json")) {
    return refuse({
      type: "model_attributes_type",
      msg: "Input should be a valid dictionary or object to extract fields from",
      input: text,
    })
  }

  const json = parseJson(text)
  if ("error" in json) {
    return refuse({
      type: "json_invalid",
      msg: "JSON decode error",
      input: {},
      ctx: { error: json.error },
    })
  }

  const refusals = contract.requestRefusals(route.at, json.value)
  return refusals.length ? { refused: unprocessable(refusals) } : json
}

function refuse(complaint: {
  type: string
  msg: string
  input: unknown
  ctx?: Record<string, unknown>
}) {
  return { refused: unprocessable([{ ...complaint, loc: ["body"] }]) }
}
