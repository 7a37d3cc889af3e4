import {
  type MedusaNextFunction,
  type MedusaRequest,
  type MedusaResponse,
  validateAndTransformBody,
  validateAndTransformQuery,
} from "@medusajs/framework/http"
import { MedusaError } from "@medusajs/framework/utils"
import type { z } from "@medusajs/framework/zod"

/** As much as anybody reads. */
const MAX_LENGTH = 1_000

/** Middleware: Medusa's own validation of a body, said in not too many words. */
export const validateBody = (schema: z.ZodType): Validation =>
  inFewWords(validateAndTransformBody(schema as never) as Validation)

/** Middleware: the same of a query. */
export const validateQuery = (schema: z.ZodType): Validation =>
  inFewWords(validateAndTransformQuery(schema as never, {}) as Validation)

type Validation = (
  req: MedusaRequest,
  res: MedusaResponse,
  next: MedusaNextFunction
) => unknown

/** Medusa's messages repeat what was given, were it thousands of entries. */
const inFewWords =
  (validate: Validation): Validation =>
  (req, res, next) =>
    validate(req, res, (error?: unknown) => next(shortened(error)))

const shortened = (error: unknown): unknown =>
  error instanceof MedusaError && error.message.length > MAX_LENGTH
    ? new MedusaError(
        error.type,
        `${error.message.slice(0, MAX_LENGTH)} …`,
        error.code
      )
    : error
