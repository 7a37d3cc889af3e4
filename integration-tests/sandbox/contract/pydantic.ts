import type { ErrorObject } from "ajv"
import type { Refusal } from "../answers"

/**
 * One of ajv's errors in the words of pydantic, as in Kintsugi's 422s.
 *
 * @param sent The body or query as it arrived, to quote the input from: ajv's
 *   own copy of a query has been coerced
 */
export function toRefusal(
  where: "body" | "query",
  error: ErrorObject,
  sent: unknown
): Refusal {
  const { loc, value } = locate(error.instancePath, sent)
  const at = [where, ...loc]

  switch (error.keyword) {
    case "required":
      return {
        type: "missing",
        loc: [...at, String(error.params.missingProperty)],
        msg: "Field required",
        input: value,
      }
    case "additionalProperties": {
      const field = String(error.params.additionalProperty)
      return {
        type: "extra_forbidden",
        loc: [...at, field],
        msg: "Extra inputs are not permitted",
        input: (value as Record<string, unknown>)[field],
      }
    }
    case "enum": {
      const expected = oneOf(error.params.allowedValues)
      return {
        type: "enum",
        loc: at,
        msg: `Input should be ${expected}`,
        input: value,
        ctx: { expected },
      }
    }
    case "minimum":
      return {
        type: "greater_than_equal",
        loc: at,
        msg: `Input should be greater than or equal to ${error.params.limit}`,
        input: value,
        ctx: { ge: error.params.limit },
      }
    case "maximum":
      return {
        type: "less_than_equal",
        loc: at,
        msg: `Input should be less than or equal to ${error.params.limit}`,
        input: value,
        ctx: { le: error.params.limit },
      }
    case "decimal":
      return {
        ...(error.params.refused as Pick<Refusal, "type" | "msg" | "ctx">),
        loc: at,
        input: value,
      }
    case "maxLength":
      return {
        type: "string_too_long",
        loc: at,
        msg: `String should have at most ${characters(error.params.limit)}`,
        input: value,
        ctx: { max_length: error.params.limit },
      }
    case "minLength":
      return {
        type: "string_too_short",
        loc: at,
        msg: `String should have at least ${characters(error.params.limit)}`,
        input: value,
        ctx: { min_length: error.params.limit },
      }
    case "format":
      if (error.params.format === "date") {
        return {
          type: "date_from_datetime_parsing",
          loc: at,
          msg: "Input should be a valid date or datetime, invalid date format",
          input: value,
          ctx: { error: "invalid date format" },
        }
      }
      return {
        type: "datetime_parsing",
        loc: at,
        msg: "Input should be a valid datetime, invalid ISO 8601 format",
        input: value,
        ctx: { error: "invalid ISO 8601 format" },
      }
    case "type":
      return { ...wrongType(error.params.type, value), loc: at, input: value }
    default:
      return {
        type: "value_error",
        loc: at,
        msg: `Value error, ${error.message}`,
        input: value,
        ctx: { error: error.message },
      }
  }
}

/** A violated rule that is not in the schema, as pydantic reports it. */
export function valueError(
  loc: (string | number)[],
  message: string,
  input: unknown
): Refusal {
  return {
    type: "value_error",
    loc: ["body", ...loc],
    msg: `Value error, ${message}`,
    input,
    ctx: { error: message },
  }
}

/** A list that must not be empty. */
export function tooShort(loc: (string | number)[]): Refusal {
  return {
    type: "too_short",
    loc: ["body", ...loc],
    msg: "List should have at least 1 item after validation, not 0",
    input: [],
    ctx: { field_type: "List", min_length: 1, actual_length: 0 },
  }
}

const TYPES: Record<string, { type: string; msg: string }> = {
  string: { type: "string_type", msg: "Input should be a valid string" },
  number: { type: "float_type", msg: "Input should be a valid number" },
  integer: {
    type: "int_parsing",
    msg: "Input should be a valid integer, unable to parse string as an integer",
  },
  boolean: { type: "bool_type", msg: "Input should be a valid boolean" },
  array: { type: "list_type", msg: "Input should be a valid list" },
  object: {
    type: "model_attributes_type",
    msg: "Input should be a valid dictionary or object to extract fields from",
  },
}

function wrongType(wanted: string, value: unknown) {
  // 1e999 is valid JSON, but infinite after parsing.
  if (wanted === "number" && typeof value === "number") {
    return { type: "finite_number", msg: "Input should be a finite number" }
  }
  return TYPES[wanted] ?? { type: "value_error", msg: "Value error" }
}

const characters = (count: unknown) =>
  `${String(count)} ${count === 1 ? "character" : "characters"}`

function oneOf(values: readonly unknown[]): string {
  const quoted = values.map((value) => `'${value}'`)
  const last = quoted.pop()
  return quoted.length ? `${quoted.join(", ")} or ${last}` : `${last}`
}

/** A JSON pointer as pydantic's `loc`, where list indexes are numbers. */
function locate(pointer: string, sent: unknown) {
  const loc: (string | number)[] = []
  let value = sent

  for (const part of pointer.split("/").slice(1)) {
    const key = part.replace(/~1/g, "/").replace(/~0/g, "~")
    loc.push(Array.isArray(value) ? Number(key) : key)
    value = (value as Record<string, unknown> | undefined)?.[key]
  }
  return { loc, value }
}
