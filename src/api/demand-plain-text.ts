import type {
  MedusaNextFunction,
  MedusaRequest,
  MedusaResponse,
} from "@medusajs/framework/http"
import { MedusaError } from "@medusajs/framework/utils"

/** Longer than anything that somebody writes into a field. */
const MAX_LENGTH = 10_000

/** No field has a longer name, and none lies deeper. */
const MAX_NAME = 200
const MAX_DEPTH = 10

const CONTROL = /\p{Cc}/u

/** What JSON may hold and neither PostgreSQL's nor anybody else's can. */
const HALF_A_CHARACTER = /\p{Cs}/u

/**
 * Middleware: refuses what no field takes, by the field's name, before anything
 * is made of it. PostgreSQL can't keep a NUL, a message that repeats a megabyte
 * helps nobody, and Medusa's own words on a wrong type fail on an object that
 * brings a `toString` of its own.
 */
export const demandPlainText = (
  req: MedusaRequest,
  _: MedusaResponse,
  next: MedusaNextFunction
): void => {
  const problem =
    problemWith(decoded(req.originalUrl.split("?")[0] ?? ""), "path") ??
    problemIn(req.query, []) ??
    problemIn(req.body, [])
  next(problem && new MedusaError(MedusaError.Types.INVALID_DATA, problem))
}

const problemIn = (value: unknown, path: string[]): string | undefined => {
  const name = path.join(", ")
  if (typeof value === "string") {
    return problemWith(value, name)
  }
  if (typeof value !== "object" || value === null) {
    return undefined
  }
  if (path.length > MAX_DEPTH) {
    return `Field '${name}' is nested too deep.`
  }
  for (const [key, inside] of Object.entries(value)) {
    const problem =
      problemWithName(key, path) ?? problemIn(inside, [...path, key])
    if (problem) {
      return problem
    }
  }
  return undefined
}

const problemWithName = (key: string, path: string[]): string | undefined => {
  const where = path.length ? `A field in '${path.join(", ")}'` : "A field"
  if (key.length > MAX_NAME) {
    return `${where} has a name of ${key.length} characters; there is no such field.`
  }
  if (CONTROL.test(key) || HALF_A_CHARACTER.test(key)) {
    return `${where} has a control character in its name; there is no such field.`
  }
  return key in Object.prototype
    ? `Field '${[...path, key].join(", ")}': there is no such field.`
    : undefined
}

const problemWith = (text: string, name: string): string | undefined => {
  if (text.length > MAX_LENGTH) {
    return `Field '${name}' has ${text.length} characters; that is too long.`
  }
  if (CONTROL.test(text)) {
    return `Field '${name}' has a control character.`
  }
  return HALF_A_CHARACTER.test(text)
    ? `Field '${name}' has half of a character.`
    : undefined
}

/** A path comes as it was sent; Express refuses what can't be decoded. */
const decoded = (path: string): string => {
  try {
    return decodeURIComponent(path)
  } catch {
    return path
  }
}
