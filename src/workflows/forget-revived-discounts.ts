import type { MedusaContainer } from "@medusajs/framework/types"
import {
  ContainerRegistrationKeys,
  PromotionActions,
} from "@medusajs/framework/utils"
import {
  StepResponse,
  WorkflowResponse,
  createStep,
  createWorkflow,
  transform,
  when,
} from "@medusajs/framework/workflows-sdk"
import {
  acquireLockStep,
  releaseLockStep,
  updateCartPromotionsWorkflow,
} from "@medusajs/medusa/core-flows"
import { settleCartTaxWorkflow } from "./settle-cart-tax"

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
  if (!(await readPromotions(cartId, container)).hasRevived) {
    return
  }
  // Apart from the tax, for want of which the discounts should not come back.
  await forgetRevivedWorkflow(container).run({ input: { cart_id: cartId } })
  await settleCartTaxWorkflow(container).run({ input: { cart_id: cartId } })
}

type Promotions = { codes: string[]; hasRevived: boolean }

const readPromotions = async (
  cartId: string,
  container: MedusaContainer
): Promise<Promotions> => {
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
  const cart = data[0] as unknown as CartWithDiscounts | undefined
  const codes = codesOf(cart?.promotions)
  const lines = [...(cart?.items ?? []), ...(cart?.shipping_methods ?? [])]
  return {
    codes,
    hasRevived:
      !cart?.completed_at &&
      lines.some((line) => hasRevived(codesOf(line?.adjustments), codes)),
  }
}

type WithCode = { code?: string | null } | null
type LineWithDiscounts = { adjustments?: WithCode[] | null } | null
type CartWithDiscounts = {
  completed_at?: Date | string | null
  promotions?: WithCode[] | null
  items?: LineWithDiscounts[] | null
  shipping_methods?: LineWithDiscounts[] | null
}

const codesOf = (those: WithCode[] | null | undefined): string[] =>
  (those ?? []).flatMap((one) => one?.code ?? [])

/** Medusa gives a line one discount for each of a cart's promotions. */
const hasRevived = (discounts: string[], promotions: string[]): boolean =>
  new Set(discounts).size < discounts.length ||
  discounts.some((code) => !promotions.includes(code))

const readPromotionsStep = createStep(
  "kintsugi-read-promotions",
  async ({ cart_id }: { cart_id: string }, { container }) =>
    new StepResponse(await readPromotions(cart_id, container))
)

/** Reads the promotions once more, as another request may have changed them. */
const forgetRevivedWorkflow = createWorkflow(
  "kintsugi-forget-revived-discounts",
  (input: { cart_id: string }) => {
    // As Medusa's own cart workflows do.
    acquireLockStep({ key: input.cart_id, timeout: 2, ttl: 10 })
    const promotions = readPromotionsStep(input)
    when({ promotions }, ({ promotions }) => promotions.hasRevived).then(() => {
      updateCartPromotionsWorkflow.runAsStep({
        input: transform({ input, promotions }, ({ input, promotions }) => ({
          cart_id: input.cart_id,
          promo_codes: promotions.codes,
          action: PromotionActions.REPLACE,
        })),
      })
    })
    releaseLockStep({ key: input.cart_id })
    return new WorkflowResponse(promotions)
  }
)
