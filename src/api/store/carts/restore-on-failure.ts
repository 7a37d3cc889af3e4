import type {
  MedusaNextFunction,
  MedusaRequest,
  MedusaResponse,
} from "@medusajs/framework/http"
import { ContainerRegistrationKeys } from "@medusajs/framework/utils"
import { z } from "@medusajs/framework/zod"
import { safeErrorMessage } from "../../../safe-error-message"
import {
  removeResurrectedLines,
  snapshotCartLines,
} from "../../../workflows/cart-tax/medusa-rollback-fix"
import { beforeError } from "../../intercept-response"

/** The body of a request that changes a cart's promotions. */
const promotionsBody = z.object({
  promo_codes: z.unknown().refine((codes) => codes !== undefined),
})

/**
 * Middleware: where a change that removes a line of a cart fails, Medusa
 * restores the line with all the discounts and tax lines that it ever had.
 * Keeps only those that it had before the change.
 */
export const restoreOnFailure = async (
  { params, body, scope }: MedusaRequest,
  res: MedusaResponse,
  next: MedusaNextFunction
): Promise<void> => {
  const id = String(params.id)
  const changesPromotions = promotionsBody.safeParse(body).success
  // Without the lock there is no snapshot; Medusa will hardly get it either.
  const before = await snapshotCartLines(id, changesPromotions, scope).catch(
    () => undefined
  )
  if (!before) {
    return next()
  }
  beforeError(res, next, async () => {
    try {
      await removeResurrectedLines(id, before, scope)
    } catch (error) {
      scope
        .resolve(ContainerRegistrationKeys.LOGGER)
        .warn(
          `[kintsugi] ${id}: a change of the cart failed, and the discounts and tax lines that its rollback may have restored could not be removed (${safeErrorMessage(error)}); ` +
            "the cart may have too many discounts until its next change."
        )
    }
  })
}
