import { StepResponse } from "@medusajs/framework/workflows-sdk"
import {
  type CartBeforePromotions,
  promotionContext,
} from "../../tax/cart/promotion-context"

/**
 * Has Medusa calculate promotions at the statutory rates (see
 * {@link promotionContext}), so that a refresh that changes nothing gives the
 * same discounts. Handler of `updateCartPromotionsWorkflow.hooks.setPromotionContext`.
 *
 * @example
 * updateCartPromotionsWorkflow.hooks.setPromotionContext(async (input) => {
 *   const { output } = await providePromotionAmounts(input)
 *   return new StepResponse({ ...output, is_member: true })
 * })
 */
export const providePromotionAmounts = async ({
  cart,
}: {
  cart: unknown
}): Promise<StepResponse<ReturnType<typeof promotionContext>>> =>
  new StepResponse(promotionContext(cart as CartBeforePromotions))
