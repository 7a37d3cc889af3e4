import type {
  MedusaNextFunction,
  MedusaRequest,
  MedusaResponse,
} from "@medusajs/framework/http"
import { ContainerRegistrationKeys } from "@medusajs/framework/utils"
import { z } from "@medusajs/framework/zod"
import { messageOf } from "../../../message-of"
import { forgetRevived, readStanding } from "../../../workflows/forget-revived"
import { beforeError } from "../../rewrite-answer"

/** Whether a request changes a cart's promotions. */
const ofPromotions = z.object({ promo_codes: z.unknown() })

/**
 * Middleware: where a change of a cart fails that takes a line out of it, Medusa
 * brings the line back with all the discounts and tax lines that it ever had.
 * Leaves it those that it had before.
 */
export const undoRevivals = async (
  { params, body, scope }: MedusaRequest,
  res: MedusaResponse,
  next: MedusaNextFunction
): Promise<void> => {
  const id = String(params.id)
  const isOfPromotions = ofPromotions.safeParse(body).success
  // Without the lock nothing is known, and Medusa will hardly have it either.
  const before = await readStanding(id, isOfPromotions, scope).catch(
    () => undefined
  )
  if (!before) {
    return next()
  }
  beforeError(res, next, async () => {
    try {
      await forgetRevived(id, before, scope)
    } catch (error) {
      scope
        .resolve(ContainerRegistrationKeys.LOGGER)
        .warn(
          `[kintsugi] ${id}: a change of it failed, and what that may have brought back could not be taken out again (${messageOf(error)}); ` +
            "it may have too many discounts until its next change."
        )
    }
  })
}
