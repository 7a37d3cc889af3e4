import Ajv, { type ErrorObject, type ValidateFunction } from "ajv"
import addFormats from "ajv-formats"
import type { Refusal } from "../answers"
import contract from "./contract.json"
import { toRefusal } from "./pydantic"

type Schema = {
  properties?: Record<string, object>
  [keyword: string]: unknown
}

/**
 * The schemas that requests are checked against. Upstream ignores a field it
 * doesn't know, so a misspelt one would go unnoticed there: here it is refused.
 */
const REQUESTS = [
  "TransactionEstimatePublicRequest",
  "TransactionItemEstimateBase",
  "CustomerBasePublic",
  "ProductCreateManual",
  "ProductUpdate",
  "TransactionPublicRequest",
  "TransactionUpdate",
  "TransactionItemBuilder",
  "TransactionItemCreateUpdate",
  "TransactionAddressPublic",
  "TransactionAddressBuilder",
  "TaxItemBuilder",
  "CustomerBaseBase",
  "CustomerUpdate",
  "CreditNoteCreate",
  "CreditNoteItemCreateUpdate",
  "AddressBase",
  "CustomerCreate",
  "ExemptionCreate",
] as const

export type RequestSchema = (typeof REQUESTS)[number]

/** An endpoint that the sandbox has the contract of: "GET /v1/products". */
export type ContractEndpoint = keyof typeof contract.query

const schemas: Record<string, Schema> = { ...contract.components.schemas }
for (const name of REQUESTS) {
  schemas[name] = closed(schemas[name] as Schema)
}

const estimate = schemas.TransactionEstimatePublicRequest as Schema
schemas.TransactionEstimatePublicRequest = {
  ...estimate,
  properties: {
    ...estimate.properties,
    // Named in the contract's texts as what replaces `simulate_nexus_met`.
    simulate_active_registration: { type: "boolean" },
  },
}

const bodies = new Ajv({
  allErrors: true,
  verbose: true,
  strict: false,
  strictNumbers: true,
})
addFormats(bodies)
bodies.addSchema({ $id: "contract", components: { schemas } })

const queries = new Ajv({
  allErrors: true,
  verbose: true,
  strict: false,
  coerceTypes: "array",
  useDefaults: true,
})
addFormats(queries)

/** What the contract's schema has against a body; empty when it is fine. */
export function bodyRefusals(name: RequestSchema, body: unknown): Refusal[] {
  const validate = compiled(`contract#/components/schemas/${name}`)
  return validate(body) ? [] : refusals("body", validate.errors, body)
}

export type Query = Record<string, string | string[]>

const queryValidators = new Map<ContractEndpoint, ValidateFunction>()

/**
 * Query parameters as the types that the contract gives them, defaults filled
 * in, or what it has against them. A parameter that it doesn't know is refused.
 */
export function readQuery(
  endpoint: ContractEndpoint,
  query: Query
): { values: Record<string, unknown> } | { refusals: Refusal[] } {
  const properties: Record<string, object> = contract.query[endpoint]
  const validate =
    queryValidators.get(endpoint) ??
    queries.compile({
      ...closed({ type: "object", properties }),
      components: contract.components,
    })
  queryValidators.set(endpoint, validate)

  const values: Record<string, unknown> = { ...query }
  return validate(values)
    ? { values }
    : { refusals: refusals("query", validate.errors, query) }
}

function compiled(ref: string): ValidateFunction {
  const validate = bodies.getSchema(ref)
  if (!validate) {
    throw new Error(`contract.json has no ${ref}`)
  }
  return validate
}

function refusals(
  where: "body" | "query",
  errors: ErrorObject[] | null | undefined,
  sent: unknown
): Refusal[] {
  return (errors ?? []).map((error) => toRefusal(where, error, sent))
}

/** The same schema, and its inline parts, with unknown fields forbidden. */
function closed(schema: Schema): Schema {
  const copy: Schema = structuredClone(schema)
  close(copy)
  return copy
}

function close(node: unknown): void {
  if (typeof node !== "object" || node === null) {
    return
  }
  if ("properties" in node && "type" in node && node.type === "object") {
    Object.assign(node, { additionalProperties: false })
  }
  Object.values(node).forEach(close)
}
