import { boundsIn } from "./decimals"
import {
  type Contract,
  isObject,
  type Operation,
  schemaName,
  type Schema,
} from "./document"

/**
 * What changed from one contract to another, one message each: endpoints,
 * headers and query parameters first, then schemas by name. Empty if no change
 * could affect a program.
 */
export function differences(before: Contract, after: Contract): string[] {
  return [
    ...compareMaps(before.operations, after.operations, {
      added: (endpoint) => [`${endpoint}: added`],
      removed: (endpoint) => [`${endpoint}: removed`],
      both: operationDifferences,
    }),
    ...compareMaps(before.schemas, after.schemas, {
      added: (name) => [`${name}: added`],
      removed: (name) => [`${name}: removed`],
      both: (name, was, is) => {
        const found = schemaDifferences(name, was, is)
        // A change without a specific message is reported too.
        return found.length || isEqual(sortDeep(was), sortDeep(is))
          ? found
          : [`${name}: has other changes`]
      },
    }),
  ]
}

/** The order of words and fields is irrelevant. */
function sortDeep(node: unknown): unknown {
  if (Array.isArray(node)) {
    return node.every((word) => typeof word === "string")
      ? [...node].sort()
      : node.map(sortDeep)
  }
  return isObject(node)
    ? Object.fromEntries(
        Object.entries(node)
          .sort(([a], [b]) => (a < b ? -1 : 1))
          .map(([key, value]) => [key, sortDeep(value)])
      )
    : node
}

type Comparison<T> = {
  added(name: string, value: T): string[]
  removed(name: string, value: T): string[]
  both(name: string, before: T, after: T): string[]
}

function compareMaps<T>(
  before: Record<string, T>,
  after: Record<string, T>,
  { added, removed, both }: Comparison<T>
): string[] {
  return [...new Set([...Object.keys(before), ...Object.keys(after)])].flatMap(
    (name) => {
      const was = before[name]
      const is = after[name]
      if (was === undefined) {
        return is === undefined ? [] : added(name, is)
      }
      return is === undefined ? removed(name, was) : both(name, was, is)
    }
  )
}

function operationDifferences(
  endpoint: string,
  before: Operation,
  after: Operation
): string[] {
  const { added, removed } = changedWords(before.headers, after.headers)
  const describeSchema = (schema: Schema | undefined) =>
    schema ? shapeOf(schema) : "nothing"
  return [
    ...added.map((name) => `${endpoint}: header ${name} is required now`),
    ...removed.map((name) => `${endpoint}: header ${name} is not required now`),
    ...compareMaps(before.query, after.query, {
      added: (name, { required, schema }) => [
        `${endpoint}: query parameter ${name} added (${shapeOf(schema)}${required ? ", required" : ""})`,
      ],
      removed: (name) => [`${endpoint}: query parameter ${name} removed`],
      both: (name, was, is) => [
        ...requirement(
          `${endpoint}: query parameter ${name}`,
          was.required,
          is.required
        ),
        ...schemaDifferences(
          `${endpoint}: query parameter ${name}`,
          was.schema,
          is.schema
        ),
      ],
    }),
    ...(describeSchema(before.body) === describeSchema(after.body)
      ? schemaDifferences(`${endpoint}: body`, before.body, after.body)
      : [
          `${endpoint}: takes ${describeSchema(after.body)}, was ${describeSchema(before.body)}`,
        ]),
    ...(before.takesFile === after.takesFile
      ? []
      : [`${endpoint}: takes ${after.takesFile ? "a" : "no"} file now`]),
    ...compareMaps(before.answers, after.answers, {
      added: (status, schema) => [
        `${endpoint}: answers ${status} with ${shapeOf(schema)} now`,
      ],
      removed: (status, schema) => [
        `${endpoint}: no longer answers ${status} with ${shapeOf(schema)}`,
      ],
      both: (status, was, is) =>
        schemaDifferences(`${endpoint}: answer ${status}`, was, is),
    }),
  ]
}

/** Limits and similar keywords, with the names that are reported. */
const LIMITS: [keyword: string, name: string][] = [
  ["minLength", "minimum length"],
  ["maxLength", "maximum length"],
  ["minimum", "minimum"],
  ["maximum", "maximum"],
  ["exclusiveMinimum", "exclusive minimum"],
  ["exclusiveMaximum", "exclusive maximum"],
  ["minItems", "minimum number of items"],
  ["maxItems", "maximum number of items"],
  ["multipleOf", "step"],
  ["format", "format"],
  ["const", "only value"],
  ["default", "default"],
  ["deprecated", "deprecated"],
  ["additionalProperties", "other fields"],
]

function schemaDifferences(
  path: string,
  before: Schema | undefined,
  after: Schema | undefined
): string[] {
  const was = factsOf(before)
  const is = factsOf(after)
  const limits = LIMITS.flatMap(([keyword, name]) =>
    isEqual(was.limits[keyword], is.limits[keyword])
      ? []
      : [
          `${path}: ${name} ${format(is.limits[keyword])}, was ${format(was.limits[keyword])}`,
        ]
  )
  const words = changedWords(was.words, is.words)
  return [
    ...(was.isNullable === is.isNullable
      ? []
      : [
          is.isNullable
            ? `${path}: may be null now`
            : `${path}: may no longer be null`,
        ]),
    ...(was.shape === is.shape
      ? []
      : [`${path}: is ${is.shape}, was ${was.shape}`]),
    ...(was.decimal === is.decimal || !was.decimal || !is.decimal
      ? []
      : [
          `${path}: digits before and after the decimal point ${is.decimal}, was ${was.decimal}`,
        ]),
    ...(was.pattern === is.pattern
      ? []
      : [`${path}: pattern ${format(is.pattern)}, was ${format(was.pattern)}`]),
    ...limits,
    ...(words.added.length
      ? [`${path}: accepts ${words.added.join(", ")} now`]
      : []),
    ...(words.removed.length
      ? [`${path}: no longer accepts ${words.removed.join(", ")}`]
      : []),
    ...(was.items && is.items
      ? schemaDifferences(`${path}[]`, was.items, is.items)
      : []),
    ...compareMaps(was.properties, is.properties, {
      added: (name, schema) => [
        `${path}.${name}: added (${shapeOf(schema)}${is.required.includes(name) ? ", required" : ""})`,
      ],
      removed: (name) => [`${path}.${name}: removed`],
      both: (name, one, other) => [
        ...requirement(
          `${path}.${name}`,
          was.required.includes(name),
          is.required.includes(name)
        ),
        ...schemaDifferences(`${path}.${name}`, one, other),
      ],
    }),
    ...was.members.flatMap((member, index) =>
      was.members.length === is.members.length
        ? schemaDifferences(path, member, is.members[index])
        : []
    ),
  ]
}

type Facts = {
  shape: string
  isNullable: boolean
  /** "10 and 2" */
  decimal?: string
  pattern?: unknown
  limits: Record<string, unknown>
  words: string[]
  items?: Schema
  properties: Record<string, Schema>
  required: string[]
  /** The schemas of a union, e.g. of two objects. */
  members: Schema[]
}

function factsOf(schema: Schema = {}): Facts {
  const union = unionIn(schema)
  const members = union.filter(({ type }) => type !== "null")
  const rest = { ...schema }
  delete rest.anyOf
  delete rest.oneOf
  const decimal = members.map(({ pattern }) => boundsIn(pattern)).find(Boolean)
  const only = members.length === 1 ? { ...members[0], ...rest } : rest
  const own = boundsIn(only.pattern) ?? decimal
  return {
    shape: shapeOf(schema),
    isNullable: union.length > members.length,
    decimal: own && `${own.whole} and ${own.places}`,
    pattern: own ? undefined : only.pattern,
    limits: only,
    words: Array.isArray(only.enum) ? only.enum.map(String) : [],
    items: isObject(only.items) ? only.items : undefined,
    properties: (only.properties ?? {}) as Record<string, Schema>,
    required: (only.required ?? []) as string[],
    members: decimal || members.length === 1 ? [] : members,
  }
}

/** The kind of a schema, without its limits and nullability. */
function shapeOf(schema: Schema): string {
  const members = unionIn(schema).filter(({ type }) => type !== "null")
  if (members.some(({ pattern }) => boundsIn(pattern))) {
    return "a decimal"
  }
  if (members.length) {
    return members.map(shapeOf).join(" or ")
  }
  if (typeof schema.$ref === "string") {
    return schemaName(schema.$ref)
  }
  if (boundsIn(schema.pattern)) {
    return "a decimal as text"
  }
  switch (schema.type) {
    case "array":
      return `a list of ${isObject(schema.items) ? shapeOf(schema.items) : "anything"}`
    case "object":
      return "an object"
    case "integer":
      return "an integer"
    case undefined:
      return "anything"
    default:
      return `a ${String(schema.type)}`
  }
}

function unionIn(schema: Schema): Schema[] {
  return (schema.anyOf ?? schema.oneOf ?? []) as Schema[]
}

function requirement(path: string, was: boolean, is: boolean): string[] {
  return was === is ? [] : [`${path}: ${is ? "" : "not "}required now`]
}

function changedWords(before: string[], after: string[]) {
  return {
    added: after.filter((word) => !before.includes(word)),
    removed: before.filter((word) => !after.includes(word)),
  }
}

const isEqual = (a: unknown, b: unknown): boolean =>
  JSON.stringify(a) === JSON.stringify(b)

const format = (value: unknown): string =>
  value === undefined ? "none" : JSON.stringify(value)
