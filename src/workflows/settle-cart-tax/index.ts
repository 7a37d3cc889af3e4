import type { MedusaContainer } from "@medusajs/framework/types"
import {
  StepResponse,
  WorkflowResponse,
  createStep,
  createWorkflow,
} from "@medusajs/framework/workflows-sdk"
import {
  acquireLockStep,
  refreshPaymentCollectionForCartWorkflow,
  releaseLockStep,
} from "@medusajs/medusa/core-flows"
import {
  type SettledBefore,
  settleCartTax,
  unsettleCartTax,
} from "./settle-cart-tax"

/**
 * Makes a cart's tax lines those of the cart as it now stands.
 *
 * @example
 * settleCartTaxStep({ cart_id: "cart_123" })
 */
export const settleCartTaxStep = createStep(
  "kintsugi-settle-cart-tax",
  async ({ cart_id }: { cart_id: string }, { container }) => {
    const before = await settleCartTax(cart_id, container)
    return new StepResponse({ changed: before !== undefined }, before)
  },
  async (before, { container }) => unsettleCartTax(before, container)
)

/**
 * Settles a cart's tax and brings its payment collection to the new total, as
 * one change under the cart's lock.
 *
 * @example
 * await settleCartTaxWorkflow(container).run({ input: { cart_id: "cart_123" } })
 */
export const settleCartTaxWorkflow = createWorkflow(
  "kintsugi-settle-cart-tax",
  ({ cart_id }: { cart_id: string }) => {
    // Medusa's own cart workflows: 2 s for others to get the lock, 10 s to keep.
    acquireLockStep({ key: cart_id, timeout: 2, ttl: 10 })
    const settled = settleCartTaxStep({ cart_id })
    refreshPaymentCollectionForCartWorkflow.runAsStep({ input: { cart_id } })
    releaseLockStep({ key: cart_id })
    return new WorkflowResponse(settled)
  }
)

/**
 * Handler of `refreshCartItemsWorkflow.hooks.beforeRefreshingPaymentCollection`,
 * which comes after quantities, tax lines and promotions have changed, and
 * before the payment collection takes over the cart's total.
 */
export const settleRefreshedCart = async (
  { input }: { input: { cart_id: string } },
  { container }: { container: MedusaContainer }
): Promise<StepResponse<undefined, SettledBefore>> =>
  new StepResponse(
    undefined,
    (await settleCartTax(input.cart_id, container)) as SettledBefore
  )

/** Puts back what {@link settleRefreshedCart} replaced. */
export const unsettleRefreshedCart = (
  before: SettledBefore | undefined,
  { container }: { container: MedusaContainer }
): Promise<void> => unsettleCartTax(before, container)
