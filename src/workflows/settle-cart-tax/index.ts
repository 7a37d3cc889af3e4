import type { MedusaContainer } from "@medusajs/framework/types"
import { ContainerRegistrationKeys } from "@medusajs/framework/utils"
import {
  StepResponse,
  WorkflowResponse,
  createStep,
  createWorkflow,
  when,
} from "@medusajs/framework/workflows-sdk"
import {
  acquireLockStep,
  refreshPaymentCollectionForCartWorkflow,
  releaseLockStep,
} from "@medusajs/medusa/core-flows"
import { forgetReplaced } from "../kept-tax-lines"
import { takeSeen, wasAsked } from "./seen"
import { settleCartTax } from "./settle-cart-tax"
import { type SettledBefore, unsettleCartTax } from "./tax-lines-of-cart"

/**
 * Makes a cart's tax lines those of the cart as it now stands.
 *
 * @example
 * settleCartTaxStep({ cart_id: "cart_123" })
 */
export const settleCartTaxStep = createStep(
  "kintsugi-settle-cart-tax",
  async (
    { cart_id, tax_lines_were_written, asks_again }: SettleCartTaxInput,
    { container }
  ) => {
    const { isKintsugis, before } = await settleCartTax(cart_id, container, {
      asksAgain: asks_again,
    })
    const changed = before !== undefined
    return new StepResponse(
      {
        changed,
        new_total:
          changed ||
          Boolean(
            tax_lines_were_written &&
            isKintsugis &&
            (await hasPaymentCollection(cart_id, container))
          ),
      },
      before
    )
  },
  async (before, { container }) => unsettleCartTax(before, container)
)

const hasPaymentCollection = async (
  cartId: string,
  container: MedusaContainer
): Promise<boolean> => {
  const { data } = await container
    .resolve(ContainerRegistrationKeys.QUERY)
    .graph({
      entity: "cart",
      fields: ["id", "payment_collection.id"],
      filters: { id: cartId },
    })
  return Boolean(data[0]?.payment_collection?.id)
}

export type SettleCartTaxInput = {
  cart_id: string
  /**
   * Whether somebody else has just written the cart's tax lines and left the
   * payment collection as it was, as Medusa's route for taxes does.
   */
  tax_lines_were_written?: boolean
  /**
   * Whether Kintsugi is asked again about an unchanged cart that it could not
   * answer for before.
   */
  asks_again?: boolean
}

/**
 * Settles a cart's tax and brings its payment collection to the new total, as
 * one change under the cart's lock.
 *
 * @example
 * await settleCartTaxWorkflow(container).run({ input: { cart_id: "cart_123" } })
 */
export const settleCartTaxWorkflow = createWorkflow(
  "kintsugi-settle-cart-tax",
  (input: SettleCartTaxInput) => {
    // Medusa's own cart workflows: 2 s for others to get the lock, 10 s to keep.
    acquireLockStep({ key: input.cart_id, timeout: 2, ttl: 10 })
    const settled = settleCartTaxStep(input)
    when({ settled }, ({ settled }) => settled.new_total).then(() => {
      refreshPaymentCollectionForCartWorkflow.runAsStep({
        input: { cart_id: input.cart_id },
      })
    })
    releaseLockStep({ key: input.cart_id })
    return new WorkflowResponse(settled)
  }
)

/**
 * Handler of `refreshCartItemsWorkflow.hooks.beforeRefreshingPaymentCollection`,
 * which comes after quantities, tax lines and promotions have changed, and
 * before the payment collection takes over the cart's total.
 */
export const settleRefreshedCart = async (
  { input }: { input: { cart_id: string; locale?: string } },
  {
    container,
    transactionId,
  }: { container: MedusaContainer; transactionId?: string }
): Promise<StepResponse<undefined, SettledBefore>> => {
  const { cart_id, locale } = input
  const seen = takeSeen(cart_id, transactionId)
  const { before } = await settleCartTax(cart_id, container, {
    // Another language gives the items other titles.
    seen: seen && locale ? { ...seen, as: undefined } : seen,
    asksAgain: !wasAsked(seen),
  })
  if (seen?.replaced) {
    await forgetReplaced(seen.replaced, container)
  }
  return new StepResponse(
    undefined,
    // Medusa itself undoes what this run has made of the discounts.
    { ...before, discounts: undefined } as SettledBefore
  )
}

/** Puts back what {@link settleRefreshedCart} replaced. */
export const unsettleRefreshedCart = (
  before: SettledBefore | undefined,
  { container }: { container: MedusaContainer }
): Promise<void> => unsettleCartTax(before, container)
