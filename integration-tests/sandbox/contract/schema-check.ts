import Ajv, { type ErrorObject, type ValidateFunction } from "ajv"
import addFormats from "ajv-formats"
import type { DataValidateFunction } from "ajv/dist/types"
import type { Refusal } from "../answers"
import { defaultContract } from "./carried"
import { type DecimalBounds, boundsIn, decimalRefusal } from "./decimals"
import { type Contract, isObject, type Schema } from "./document"
import { toRefusal } from "./pydantic"
import { withUnpublished } from "./unpublished"

export type Query = Record<string, string | string[]>

/** Checks requests against a contract, with pydantic's error messages. */
export type ContractCheck = {
  contract: Contract
  /** How a body violates the endpoint's schema; empty if it is valid. */
  requestRefusals(endpoint: string, body: unknown): Refusal[]
  /** The same for a schema by its name. */
  bodyRefusals(schema: string, body: unknown): Refusal[]
  /**
   * Query parameters in the contract's types, with defaults filled in, or how
   * they violate it. Unknown parameters are refused.
   */
  readQuery(
    endpoint: string,
    query: Query
  ): { values: Record<string, unknown> } | { refusals: Refusal[] }
  /** Headers that the endpoint requires and a request lacks. */
  missingHeaders(endpoint: string, headers: Record<string, unknown>): Refusal[]
}

/**
 * Creates the checks of a contract. Upstream ignores an unknown field, so a
 * misspelled one would go unnoticed there: here it is refused.
 */
export function checkAgainst(document: Contract): ContractCheck {
  const contract = withUnpublished(document)
  const schemas = Object.fromEntries(
    Object.entries(contract.schemas).map(([name, schema]) => [
      name,
      toCheckable(schema),
    ])
  )
  const bodies = newAjv({ strictNumbers: true })
  bodies.addSchema({ $id: "contract", components: { schemas } })
  const queries = newAjv({ coerceTypes: "array", useDefaults: true })
  const queryValidators = new Map<string, ValidateFunction>()

  const operation = (endpoint: string) => {
    const found = contract.operations[endpoint]
    if (!found) {
      throw new Error(`The contract has no ${endpoint}.`)
    }
    return found
  }
  const queryValidator = (endpoint: string) => {
    const { query } = operation(endpoint)
    const validator =
      queryValidators.get(endpoint) ??
      queries.compile({
        type: "object",
        properties: Object.fromEntries(
          Object.entries(query).map(([name, { schema }]) => [
            name,
            toCheckable(withoutNull(schema)),
          ])
        ),
        required: Object.keys(query).filter((name) => query[name]?.required),
        additionalProperties: false,
        components: { schemas },
      })
    queryValidators.set(endpoint, validator)
    return validator
  }
  const validateBody = (validate: ValidateFunction, body: unknown) =>
    validate(body) ? [] : refusals("body", validate.errors, body)

  const requestValidators = new Map<string, ValidateFunction>()

  return {
    contract,

    requestRefusals(endpoint, body) {
      const { body: schema } = operation(endpoint)
      if (!schema) {
        return []
      }
      const validator =
        requestValidators.get(endpoint) ??
        bodies.compile(
          JSON.parse(
            JSON.stringify(toCheckable(schema)).replaceAll(
              '"#/components',
              '"contract#/components'
            )
          ) as Schema
        )
      requestValidators.set(endpoint, validator)
      return validateBody(validator, body)
    },

    bodyRefusals(name, body) {
      const validator = bodies.getSchema(`contract#/components/schemas/${name}`)
      if (!validator) {
        throw new Error(`The contract has no schema ${name}.`)
      }
      return validateBody(validator, body)
    },

    readQuery(endpoint, query) {
      const validate = queryValidator(endpoint)
      const values: Record<string, unknown> = { ...query }
      return validate(values)
        ? { values }
        : { refusals: refusals("query", validate.errors, query) }
    },

    missingHeaders: (endpoint, headers) =>
      operation(endpoint)
        .headers.filter((name) => !headers[name])
        .map((name) => ({
          type: "missing",
          loc: ["header", name],
          msg: "Field required",
        })),
  }
}

/** The checks of the contract that is carried here. */
export const defaultCheck = checkAgainst(defaultContract)
export const { bodyRefusals, readQuery } = defaultCheck

function newAjv(options: object): Ajv {
  const ajv = new Ajv({
    allErrors: true,
    verbose: true,
    strict: false,
    ...options,
  })
  addFormats(ajv)
  ajv.addKeyword({
    keyword: "decimal",
    errors: true,
    compile: (bounds: DecimalBounds) => {
      const validate: DataValidateFunction = (value: unknown) => {
        const refused = decimalRefusal(value, bounds)
        validate.errors = refused
          ? [{ keyword: "decimal", params: { refused } }]
          : []
        return !refused
      }
      return validate
    },
  })
  return ajv
}

function refusals(
  where: "body" | "query",
  errors: ErrorObject[] | null | undefined,
  sent: unknown
): Refusal[] {
  return (errors ?? [])
    .filter(({ keyword }) => !SUMMARIES.has(keyword))
    .map((error) => toRefusal(where, error, sent))
}

/** Errors of ajv that only repeat those of a schema's parts. */
const SUMMARIES = new Set(["if", "anyOf"])

/**
 * A schema with the server's checks: decimals by their digits, one error for
 * a nullable field, unknown fields forbidden.
 */
function toCheckable(node: unknown): unknown {
  if (Array.isArray(node)) {
    return node.map(toCheckable)
  }
  if (!isObject(node)) {
    return node
  }
  const { anyOf, pattern, ...rest } = node
  const bounds = boundsIn(pattern)
  const schema: Record<string, unknown> = Object.fromEntries(
    Object.entries(
      bounds || pattern === undefined ? rest : { ...rest, pattern }
    ).map(([keyword, value]) => [keyword, toCheckable(value)])
  )
  if (bounds) {
    schema.decimal = bounds
  }
  if (isObject(node.properties) && node.additionalProperties === undefined) {
    schema.additionalProperties = false
  }
  if (!Array.isArray(anyOf)) {
    return schema
  }

  const members = anyOf.filter((member) => !isNull(member))
  const decimal = members
    .map((member) => boundsIn((member as Schema).pattern))
    .find(Boolean)
  const value = decimal
    ? { decimal }
    : members.length === 1
      ? (toCheckable(members[0]) as object)
      : { anyOf: members.map(toCheckable) }
  return members.length === anyOf.length
    ? { ...schema, ...value }
    : { ...schema, if: { type: "null" }, else: value }
}

/** Query parameters are never null: an unused one is omitted. */
function withoutNull(schema: Schema): Schema {
  const { anyOf, ...rest } = schema
  if (!Array.isArray(anyOf)) {
    return schema
  }
  const members = anyOf.filter((member) => !isNull(member)) as Schema[]
  return members.length === 1
    ? { ...rest, ...members[0] }
    : { ...rest, anyOf: members }
}

function isNull(schema: unknown): boolean {
  return isObject(schema) && schema.type === "null"
}
