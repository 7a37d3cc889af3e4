import {
  type MedusaNextFunction,
  type MedusaRequest,
  type MedusaResponse,
  validateAndTransformBody,
  validateAndTransformQuery,
} from "@medusajs/framework/http"
import { MedusaError } from "@medusajs/framework/utils"
import type { z } from "@medusajs/framework/zod"

/** The longest useful message, in characters. */
const MAX_LENGTH = 1_000

/** Middleware: Medusa's own validation of a body, with shortened messages. */
export const validateBody = (schema: z.ZodType): Validation =>
  withShortMessages(validateAndTransformBody(schema as never) as Validation)

/** Middleware: the same for a query. */
export const validateQuery = (schema: z.ZodType): Validation =>
  withShortMessages(
    validateAndTransformQuery(schema as never, {}) as Validation
  )

type Validation = (
  req: MedusaRequest,
  res: MedusaResponse,
  next: MedusaNextFunction
) => unknown

/** Medusa's messages repeat the input, even if it has thousands of entries. */
const withShortMessages =
  (validate: Validation): Validation =>
  (req, res, next) =>
    validate(req, res, (error?: unknown) => next(shortenMessage(error)))

const shortenMessage = (error: unknown): unknown =>
  error instanceof MedusaError && error.message.length > MAX_LENGTH
    ? new MedusaError(
        error.type,
        `${error.message.slice(0, MAX_LENGTH)} …`,
        error.code
      )
    : error
