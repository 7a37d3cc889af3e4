import type {
  MedusaNextFunction,
  MedusaRequest,
  MedusaResponse,
} from "@medusajs/framework/http"
import { ContainerRegistrationKeys } from "@medusajs/framework/utils"
import { messageOf } from "../../../message-of"
import { forgetRevivedDiscounts } from "../../../workflows/forget-revived-discounts"
import { beforeError } from "../../rewrite-answer"

/**
 * Middleware: where a change of a cart fails that takes a line out of it, Medusa
 * brings the line back with all the discounts that it ever had. Leaves it those
 * that it has.
 */
export const undoRevivals = (
  { params, scope }: MedusaRequest,
  res: MedusaResponse,
  next: MedusaNextFunction
): void =>
  beforeError(res, next, async () => {
    const id = String(params.id)
    try {
      await forgetRevivedDiscounts(id, scope)
    } catch (error) {
      scope
        .resolve(ContainerRegistrationKeys.LOGGER)
        .warn(
          `[kintsugi] ${id}: a change of it failed, and its discounts could not be looked through (${messageOf(error)}); ` +
            "they may be too many until its next change."
        )
    }
  })
