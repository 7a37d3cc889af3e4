import { type Answer, ok, problem } from "./answers"
import type {
  MarketplaceUpdates,
  NegativeQuantities,
  Repeats,
  Totals,
} from "./ledger"
import type { CategoryWords } from "./contract/categories"
import type { Answers } from "./contract/shape-answer"
import { assertValid } from "./assert-valid"
import type { Fault } from "./faults/fault"
import type { SandboxCustomer, SandboxProduct } from "./merchant"
import { parseJson, type Received } from "./received"
import { findRoute } from "./routing"
import type { OtherRegistration, SandboxNexus } from "./tax/collection"
import type { Sandbox } from "./index"

/** The controls of a sandbox, for a test or for another process. */
export type Controls = Omit<Sandbox, "url" | "port" | "close">

/** Shows something, or acts and throws a readable error if it can't. */
type Control = { at: string } & (
  | { show(controls: Controls, sent: Sent): unknown }
  | { act(controls: Controls, sent: Sent): void }
)

type Sent = { query: Received["query"]; body: unknown }

const CONTROLS: readonly Control[] = [
  { at: "GET /_sandbox/health", show: () => ({ status: "ok" }) },
  {
    at: "GET /_sandbox/requests",
    show: (controls, { query }) =>
      controls.requests({
        method: query.method?.toString(),
        path: query.path?.toString(),
      }),
  },
  {
    at: "DELETE /_sandbox/requests",
    act: (controls) => controls.clearRequests(),
  },
  {
    at: "POST /_sandbox/faults",
    act: (controls, { body }) => controls.fail(body as Fault),
  },
  { at: "DELETE /_sandbox/faults", act: (controls) => controls.clearFaults() },
  { at: "POST /_sandbox/reset", act: (controls) => controls.reset() },
  {
    at: "PUT /_sandbox/registrations",
    act: (controls, { body }) =>
      controls.setRegistrations(field(body, "states") as string[] | "all"),
  },
  {
    at: "PUT /_sandbox/other-registrations",
    act: (controls, { body }) =>
      controls.setOtherRegistrations(
        field(body, "registrations") as OtherRegistration[]
      ),
  },
  {
    at: "PUT /_sandbox/nexus",
    act: (controls, { body }) =>
      controls.setNexus(field(body, "nexus") as SandboxNexus[]),
  },
  {
    at: "POST /_sandbox/products",
    act: (controls, { body }) => controls.addProduct(body as SandboxProduct),
  },
  {
    at: "POST /_sandbox/customers",
    act: (controls, { body }) => controls.addCustomer(body as SandboxCustomer),
  },
  {
    at: "GET /_sandbox/transactions",
    show: (controls) => controls.transactions(),
  },
  { at: "GET /_sandbox/audit", show: (controls) => controls.audit() },
  {
    at: "POST /_sandbox/locks",
    act: (controls, { body }) =>
      controls.lock(field(body, "external_id") as string),
  },
  {
    at: "PUT /_sandbox/marketplace",
    act: (controls, { body }) =>
      controls.setMarketplace(
        field(body, "external_id") as string,
        field(body, "marketplace") as boolean
      ),
  },
  {
    at: "PUT /_sandbox/answers",
    act: (controls, { body }) =>
      controls.setAnswers(field(body, "answers") as Answers),
  },
  {
    at: "PUT /_sandbox/category-words",
    act: (controls, { body }) =>
      controls.setCategoryWords(field(body, "words") as CategoryWords),
  },
  {
    at: "PUT /_sandbox/repeats",
    act: (controls, { body }) =>
      controls.setRepeats(field(body, "repeats") as Repeats),
  },
  {
    at: "PUT /_sandbox/credit-notes",
    act: (controls, { body }) =>
      controls.setCreditNotes(field(body, "available") as boolean),
  },
  {
    at: "PUT /_sandbox/totals",
    act: (controls, { body }) =>
      controls.setTotals(field(body, "totals") as Totals),
  },
  {
    at: "PUT /_sandbox/negative-quantities",
    act: (controls, { body }) =>
      controls.setNegativeQuantities(
        field(body, "quantities") as NegativeQuantities
      ),
  },
  {
    at: "PUT /_sandbox/marketplace-updates",
    act: (controls, { body }) =>
      controls.setMarketplaceUpdates(
        field(body, "updates") as MarketplaceUpdates
      ),
  },
  {
    at: "PUT /_sandbox/access",
    act: (controls, { body }) =>
      controls.setAccess({
        apiKey: field(body, "api_key") as string,
        organizationId: field(body, "organization_id") as string,
      }),
  },
  {
    at: "PUT /_sandbox/latency",
    act: (controls, { body }) =>
      controls.setLatency(field(body, "ms") as number),
  },
]

/** Answers under /_sandbox/: no keys needed, 204 if done, 400 if refused. */
export function answerControl(received: Received, controls: Controls): Answer {
  const found = findRoute(CONTROLS, received.method, received.path)
  if (!found || found === "wrong-method") {
    const known = CONTROLS.map(({ at }) => at).join(", ")
    return problem(404, `The sandbox has these controls: ${known}.`)
  }

  const json = received.text ? parseJson(received.text) : { value: undefined }
  if ("error" in json) {
    return problem(400, `The body is not JSON: ${json.error}.`)
  }
  const { route } = found
  const sent = { query: received.query, body: json.value }
  try {
    if ("show" in route) {
      return ok(route.show(controls, sent))
    }
    route.act(controls, sent)
    return { status: 204, body: undefined }
  } catch (error) {
    return problem(400, error instanceof Error ? error.message : String(error))
  }
}

function field(body: unknown, name: string): unknown {
  assertValid(
    typeof body === "object" && body !== null && name in body,
    `The body must be an object with ${name}.`
  )
  return (body as Record<string, unknown>)[name]
}
