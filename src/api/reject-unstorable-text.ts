import type {
  MedusaNextFunction,
  MedusaRequest,
  MedusaResponse,
} from "@medusajs/framework/http"
import { MedusaError } from "@medusajs/framework/utils"

/** Longer than any real value of a field. */
const MAX_LENGTH = 10_000

/** No field has a longer name, and none is nested deeper. */
const MAX_NAME = 200
const MAX_DEPTH = 10

const CONTROL = /\p{Cc}/u

/** JSON may contain these, but neither PostgreSQL nor others can store them. */
const LONE_SURROGATE = /\p{Cs}/u

/**
 * Middleware: rejects text that no field accepts, by the field's name, before
 * anything else reads it. PostgreSQL can't store a NUL, a message that repeats
 * a megabyte is useless, and Medusa's own message on a wrong type fails for an
 * object that has its own `toString`.
 */
export const rejectUnstorableText = (
  req: MedusaRequest,
  _: MedusaResponse,
  next: MedusaNextFunction
): void => {
  const problem =
    findProblemOfText(
      decodePath(req.originalUrl.split("?")[0] ?? ""),
      "path"
    ) ??
    findProblem(req.query, []) ??
    findProblem(req.body, [])
  next(problem && new MedusaError(MedusaError.Types.INVALID_DATA, problem))
}

const findProblem = (value: unknown, path: string[]): string | undefined => {
  const name = path.join(", ")
  if (typeof value === "string") {
    return findProblemOfText(value, name)
  }
  if (typeof value !== "object" || value === null) {
    return undefined
  }
  if (path.length > MAX_DEPTH) {
    return `Field '${name}' is nested too deep.`
  }
  for (const [key, inside] of Object.entries(value)) {
    const problem =
      findProblemOfName(key, path) ?? findProblem(inside, [...path, key])
    if (problem) {
      return problem
    }
  }
  return undefined
}

const findProblemOfName = (key: string, path: string[]): string | undefined => {
  const where = path.length ? `A field in '${path.join(", ")}'` : "A field"
  if (key.length > MAX_NAME) {
    return `${where} has a name of ${key.length} characters; there is no such field.`
  }
  if (CONTROL.test(key) || LONE_SURROGATE.test(key)) {
    return `${where} has a control character in its name; there is no such field.`
  }
  return key in Object.prototype
    ? `Field '${[...path, key].join(", ")}': there is no such field.`
    : undefined
}

const findProblemOfText = (text: string, name: string): string | undefined => {
  if (text.length > MAX_LENGTH) {
    return `Field '${name}' has ${text.length} characters; that is too long.`
  }
  if (CONTROL.test(text)) {
    return `Field '${name}' has a control character.`
  }
  return LONE_SURROGATE.test(text)
    ? `Field '${name}' has an incomplete character.`
    : undefined
}

/** A path arrives encoded; Express rejects one that can't be decoded. */
const decodePath = (path: string): string => {
  try {
    return decodeURIComponent(path)
  } catch {
    return path
  }
}
