import type { MedusaContainer } from "@medusajs/framework/types"
import {
  ContainerRegistrationKeys,
  PromotionActions,
} from "@medusajs/framework/utils"
import { updateCartPromotionsWorkflow } from "@medusajs/medusa/core-flows"
import { settleCartTaxWorkflow } from "./settle-cart-tax"

type LineWithDiscounts = {
  adjustments?: ({ code?: string | null } | null)[] | null
}

/**
 * Leaves a cart the discounts of the promotions that it has, each once, and its
 * tax as these want it. Where Medusa undoes the removal of a line, it brings
 * back all the discounts that the line ever had, as those that were replaced are
 * only deleted softly; those of promotions taken back since are among them, and
 * would count again from the next change on.
 *
 * Reads the cart, and does no more where there are no such discounts.
 *
 * @throws MedusaError as Medusa's `updateCartPromotionsWorkflow` and the tax
 * provider do
 */
export const forgetRevivedDiscounts = async (
  cartId: string,
  container: MedusaContainer
): Promise<void> => {
  const { data } = await container
    .resolve(ContainerRegistrationKeys.QUERY)
    .graph({
      entity: "cart",
      fields: [
        "id",
        "completed_at",
        "promotions.code",
        "items.adjustments.code",
        "shipping_methods.adjustments.code",
      ],
      filters: { id: cartId },
    })
  const cart = data[0]
  if (!cart || cart.completed_at) {
    return
  }
  const promo_codes = (cart.promotions ?? []).flatMap(
    (promotion: { code?: string } | null) => promotion?.code ?? []
  )
  const lines: (LineWithDiscounts | null)[] = [
    ...(cart.items ?? []),
    ...(cart.shipping_methods ?? []),
  ]
  if (!lines.some((line) => line && hasRevived(line, promo_codes))) {
    return
  }
  await updateCartPromotionsWorkflow(container).run({
    input: { cart_id: cartId, promo_codes, action: PromotionActions.REPLACE },
  })
  await settleCartTaxWorkflow(container).run({ input: { cart_id: cartId } })
}

/** Medusa gives a line one discount for each of a cart's promotions. */
const hasRevived = (
  { adjustments }: LineWithDiscounts,
  promotions: string[]
): boolean => {
  const codes = (adjustments ?? []).flatMap(
    (adjustment) => adjustment?.code ?? []
  )
  return (
    new Set(codes).size < codes.length ||
    codes.some((code) => !promotions.includes(code))
  )
}
