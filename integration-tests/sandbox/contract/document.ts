import { assertValid, formatValue } from "../assert-valid"

/** A JSON schema, structure only: no titles, descriptions and examples. */
export type Schema = { [keyword: string]: unknown }

/** What the contract says of one endpoint. */
export type Operation = {
  /** Headers that a request must carry, in lower case. */
  headers: string[]
  query: Record<string, { required: boolean; schema: Schema }>
  /** Of a JSON body; absent if the endpoint takes none. */
  body?: Schema
  /** Whether it takes a file, as multipart. */
  takesFile: boolean
  /** Of a JSON answer, by its status: `"200"`. */
  answers: Record<string, Schema>
}

/** A contract, read from either form that {@link readContract} accepts. */
export type Contract = {
  /** The document's own version, a day: `2026-06-14`. */
  date: string
  /** By endpoint: `GET /v1/products`. */
  operations: Record<string, Operation>
  /** By name. */
  schemas: Record<string, Schema>
}

const METHODS = ["get", "post", "put", "patch", "delete"]

/** The keywords that are kept of a schema; `$ref`s are OpenAPI's. */
const KEYWORDS = new Set([
  "$ref",
  "additionalProperties",
  "allOf",
  "anyOf",
  "const",
  "default",
  "deprecated",
  "enum",
  "exclusiveMaximum",
  "exclusiveMinimum",
  "format",
  "items",
  "maxItems",
  "maxLength",
  "maximum",
  "minItems",
  "minLength",
  "minimum",
  "multipleOf",
  "oneOf",
  "pattern",
  "properties",
  "required",
  "type",
])

/**
 * Reads a contract from a document: an OpenAPI specification as Kintsugi
 * publishes it, or its structural form, as in contract.json
 * (`{ date, paths, schemas }`).
 *
 * @throws a readable error if it is neither
 */
export function readContract(document: unknown): Contract {
  assertValid(isObject(document), "A contract is a JSON object.")
  const { paths } = document
  assertValid(
    isObject(paths),
    `A contract has "paths": it is an OpenAPI specification as Kintsugi publishes it, or the structural form of one as contract/contract.json. This one has ${formatValue(Object.keys(document))}.`
  )
  const isOpenApi = "openapi" in document || "components" in document
  const schemas = isOpenApi
    ? objectAt(objectAt(document, "components"), "schemas")
    : objectAt(document, "schemas")

  const contract: Contract = {
    date: dateOf(document),
    operations: {},
    schemas: mapObject(schemas, structureOf),
  }
  for (const [path, methods] of Object.entries(paths)) {
    for (const method of METHODS) {
      const operation = isObject(methods) ? methods[method] : undefined
      if (isObject(operation)) {
        contract.operations[`${method.toUpperCase()} ${path}`] = isOpenApi
          ? openApiOperation(operation)
          : structuralOperation(operation)
      }
    }
  }
  for (const name of referencesIn([contract.schemas, contract.operations])) {
    assertValid(
      contract.schemas[name] !== undefined,
      `The contract refers to a schema ${name} that it does not have.`
    )
  }
  return contract
}

/** A contract in the structural form, which `readContract` reads. */
export function structuralDocument({ date, operations, schemas }: Contract) {
  const paths: Record<string, Record<string, unknown>> = {}
  for (const [endpoint, operation] of Object.entries(operations)) {
    const [method = "", path = ""] = endpoint.split(" ")
    paths[path] = {
      ...paths[path],
      [method.toLowerCase()]: {
        headers: operation.headers.map((name) => ({ name, required: true })),
        query: Object.entries(operation.query).map(([name, parameter]) => ({
          name,
          ...parameter,
        })),
        request: {
          ...(operation.body && { "application/json": operation.body }),
          ...(operation.takesFile && { "multipart/form-data": {} }),
        },
        responses: operation.answers,
      },
    }
  }
  return { date, paths, schemas }
}

/**
 * Formats a document like contract.json: every node that fits on one line is
 * written on one, so that diffs are readable.
 */
export function formatDocument(node: unknown, indent = ""): string {
  const line = JSON.stringify(node)
  const entries = isObject(node)
    ? Object.entries(node).map(([key, value]) => [
        `${JSON.stringify(key)}: `,
        value,
      ])
    : Array.isArray(node)
      ? node.map((value: unknown) => ["", value])
      : []
  const isWordList =
    Array.isArray(node) && node.every((word) => typeof word === "string")
  if (indent.length + line.length <= 80 || entries.length === 0 || isWordList) {
    return line
  }
  const inner = `${indent} `
  const lines = entries.map(
    ([key, value]) => `${inner}${String(key)}${formatDocument(value, inner)}`
  )
  const [open, close] = isObject(node) ? ["{", "}"] : ["[", "]"]
  return [open, lines.join(",\n"), `${indent}${close}`].join("\n")
}

/** The names of the schemas that a schema, or a list of them, refers to. */
export function referencesIn(node: unknown): string[] {
  const found = JSON.stringify(node).matchAll(
    /"\$ref":"#\/components\/schemas\/([^"]+)"/g
  )
  return [...new Set([...found].map(([, name]) => name ?? ""))]
}

/** The name of the schema that a `$ref` points to. */
export function schemaName(ref: string): string {
  return ref.slice(ref.lastIndexOf("/") + 1)
}

function dateOf(document: Record<string, unknown>): string {
  const version = document.date ?? objectAt(document, "info").version
  return typeof version === "string" ? version : ""
}

function structuralOperation(operation: Record<string, unknown>): Operation {
  const request = objectAt(operation, "request")
  return {
    headers: listAt(operation, "headers")
      .filter(({ required }) => required === true)
      .map(({ name }) => String(name).toLowerCase()),
    query: queryOf(listAt(operation, "query")),
    body: bodyOf(request["application/json"]),
    takesFile: "multipart/form-data" in request,
    answers: answersOf(objectAt(operation, "responses")),
  }
}

function openApiOperation(operation: Record<string, unknown>): Operation {
  const parameters = listAt(operation, "parameters")
  const content = objectAt(objectAt(operation, "requestBody"), "content")
  return {
    headers: parameters
      .filter(({ in: place, required }) => place === "header" && required)
      .map(({ name }) => String(name).toLowerCase()),
    query: queryOf(parameters.filter(({ in: place }) => place === "query")),
    body: bodyOf(objectAt(content, "application/json").schema),
    takesFile: "multipart/form-data" in content,
    answers: answersOf(
      mapObject(
        objectAt(operation, "responses"),
        (response) =>
          objectAt(objectAt(response, "content"), "application/json").schema
      )
    ),
  }
}

function queryOf(parameters: Record<string, unknown>[]): Operation["query"] {
  return Object.fromEntries(
    parameters.map(({ name, required, schema }) => [
      String(name),
      { required: required === true, schema: structureOf(schema) },
    ])
  )
}

function bodyOf(schema: unknown): Schema | undefined {
  return isObject(schema) ? structureOf(schema) : undefined
}

/** Omits empty schemas, which say nothing. */
function answersOf(responses: Record<string, unknown>): Operation["answers"] {
  return Object.fromEntries(
    Object.entries(responses)
      .map(([status, schema]) => [status, structureOf(schema)] as const)
      .filter(([, schema]) => Object.keys(schema).length > 0)
  )
}

/** The structure of a schema, with one form for all kinds of nullability. */
function structureOf(node: unknown): Schema {
  if (!isObject(node)) {
    return {}
  }
  const schema: Schema = {}
  for (const [keyword, value] of Object.entries(node)) {
    if (keyword === "properties") {
      schema[keyword] = isObject(value) ? mapObject(value, structureOf) : {}
    } else if (keyword === "items" || isUnion(keyword)) {
      schema[keyword] = Array.isArray(value)
        ? value.map(structureOf)
        : structureOf(value)
    } else if (KEYWORDS.has(keyword)) {
      schema[keyword] = value
    }
  }
  if (Array.isArray(schema.type)) {
    const { type, default: fallback, ...rest } = schema
    return {
      anyOf: (type as string[]).map((one) =>
        one === "null" ? { type: one } : { ...rest, type: one }
      ),
      ...(fallback !== undefined && { default: fallback }),
    }
  }
  return node.nullable === true ? { anyOf: [schema, { type: "null" }] } : schema
}

const isUnion = (keyword: string): boolean =>
  ["anyOf", "oneOf", "allOf"].includes(keyword)

export function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value)
}

function objectAt(node: unknown, key: string): Record<string, unknown> {
  const value = isObject(node) ? node[key] : undefined
  return isObject(value) ? value : {}
}

function listAt(
  node: Record<string, unknown>,
  key: string
): Record<string, unknown>[] {
  const value = node[key]
  return Array.isArray(value) ? value.filter(isObject) : []
}

function mapObject<T>(
  object: Record<string, unknown>,
  change: (value: unknown) => T
): Record<string, T> {
  return Object.fromEntries(
    Object.entries(object).map(([key, value]) => [key, change(value)])
  )
}
