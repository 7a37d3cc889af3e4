import { isObject, schemaName, type Schema } from "./document"

/**
 * How complete an answer is. `full`: what the sandbox knows, and null for the
 * rest. `least`: null wherever the contract allows it, and unknown words for
 * all of its enums, including currencies and countries.
 */
export const ANSWERS = ["full", "least"] as const

export type Answers = (typeof ANSWERS)[number]

/** Replaces every enum value in the least answers. */
export const UNKNOWN_ENUM_VALUE = "A_WORD_NOBODY_KNOWS"

/**
 * An answer with all fields that the contract defines, as pydantic writes
 * them: a missing field is null, or has its default.
 *
 * @param schema of the answer; absent: it is not changed
 */
export function shapeAnswer(
  body: unknown,
  schema: Schema | undefined,
  schemas: Record<string, Schema>,
  answers: Answers
): unknown {
  const shape = (value: unknown, node: Schema): unknown => {
    const members = unionIn(node)
    if (members.some(({ type }) => type === "null")) {
      return answers === "least" || value === null || value === undefined
        ? null
        : shape(value, oneOf(members, value))
    }
    if (members.length) {
      return shape(value, oneOf(members, value))
    }
    if (Array.isArray(value)) {
      const { items } = node
      return isObject(items) ? value.map((item) => shape(item, items)) : value
    }
    if (typeof node.$ref === "string") {
      return shape(value, schemas[schemaName(node.$ref)] ?? {})
    }
    if (Array.isArray(node.enum)) {
      return answers === "least" ? UNKNOWN_ENUM_VALUE : value
    }
    return isObject(value) && isObject(node.properties)
      ? shapeObject(value, node.properties as Record<string, Schema>)
      : value
  }

  const shapeObject = (
    value: Record<string, unknown>,
    properties: Record<string, Schema>
  ) => {
    const shaped = { ...value }
    for (const [name, property] of Object.entries(properties)) {
      const current = value[name] ?? property.default
      if (current !== undefined || isNullable(property)) {
        shaped[name] = shape(current, property)
      }
    }
    return shaped
  }

  return schema ? shape(body, schema) : body
}

function unionIn(schema: Schema): Schema[] {
  return (schema.anyOf ?? schema.oneOf ?? []) as Schema[]
}

function isNullable(schema: Schema): boolean {
  return unionIn(schema).some(({ type }) => type === "null")
}

/** The union's member for a value: its list, or its first other member. */
function oneOf(members: Schema[], value: unknown): Schema {
  const others = members.filter(({ type }) => type !== "null")
  return (
    others.find(({ type }) => (type === "array") === Array.isArray(value)) ?? {}
  )
}
