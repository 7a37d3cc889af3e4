import type {
  MedusaNextFunction,
  MedusaRequest,
  MedusaResponse,
} from "@medusajs/framework/http"
import { MedusaError } from "@medusajs/framework/utils"

/** Longer than anything that somebody writes into a field. */
const MAX_LENGTH = 10_000

const CONTROL = /\p{Cc}/u

/**
 * Middleware: refuses text that no field takes, by the field's name, before
 * anything is made of it. PostgreSQL can't keep a NUL, and a message that
 * repeats a megabyte helps nobody.
 */
export const demandPlainText = (
  req: MedusaRequest,
  _: MedusaResponse,
  next: MedusaNextFunction
): void => {
  const problem =
    problemWith(decoded(req.originalUrl.split("?")[0] ?? ""), "path") ??
    problemIn(req.query, "") ??
    problemIn(req.body, "")
  next(problem && new MedusaError(MedusaError.Types.INVALID_DATA, problem))
}

const problemIn = (value: unknown, name: string): string | undefined => {
  if (typeof value === "string") {
    return problemWith(value, name)
  }
  if (typeof value !== "object" || value === null) {
    return undefined
  }
  for (const [key, inside] of Object.entries(value)) {
    const problem = problemIn(inside, name ? `${name}, ${key}` : key)
    if (problem) {
      return problem
    }
  }
  return undefined
}

const problemWith = (text: string, name: string): string | undefined => {
  if (text.length > MAX_LENGTH) {
    return `Field '${name}' has ${text.length} characters; that is too long.`
  }
  return CONTROL.test(text)
    ? `Field '${name}' has a control character.`
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
