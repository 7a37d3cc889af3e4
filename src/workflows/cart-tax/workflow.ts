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
import { hasAnswer, takeRunState } from "../../modules/kintsugi/cart-handoff"
import {
  type CreditLinesBefore,
  capCreditLines,
  handlersAfterTax,
  hasCreditLines,
  restoreCreditLines,
} from "./credit-lines"
import { lockOwnerOfRun } from "../locking/lock-owner-of-run"
import { purgeSoftDeleted } from "./tax-line-store"
import { refreshCartTax } from "./refresh-cart-tax"
import type { CartRunState } from "./reuse-run"
import { type StateBefore, revertCartTaxLines } from "./write-tax-lines"

/**
 * Refreshes a cart's tax lines to match the current cart.
 *
 * @example
 * refreshCartTaxStep({ cart_id: "cart_123" })
 */
export const refreshCartTaxStep = createStep(
  "kintsugi-refresh-cart-tax",
  async (
    { cart_id, tax_lines_were_written, retry_unanswered }: RefreshCartTaxInput,
    { container }
  ) => {
    const { isTaxedByKintsugi, before } = await refreshCartTax(
      cart_id,
      container,
      {
        retryUnanswered: retry_unanswered,
      }
    )
    const changed = before !== undefined
    return new StepResponse(
      {
        changed,
        new_total:
          changed ||
          Boolean(
            tax_lines_were_written &&
            isTaxedByKintsugi &&
            (await hasPaymentCollection(cart_id, container))
          ),
      },
      before
    )
  },
  async (before, { container }) => revertCartTaxLines(before, container)
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
  const [cart] = data as unknown as {
    payment_collection?: { id?: string } | null
  }[]
  return Boolean(cart?.payment_collection?.id)
}

export type RefreshCartTaxInput = {
  cart_id: string
  /**
   * Whether another process, such as Medusa's route for taxes, has just written
   * the cart's tax lines and left the payment collection unchanged.
   */
  tax_lines_were_written?: boolean
  /**
   * Whether to ask Kintsugi again about an unchanged cart that it could not
   * answer for before.
   */
  retry_unanswered?: boolean
}

/**
 * Has gift cards follow a new total, by the handlers that do so within Medusa's
 * own refresh of a cart.
 *
 * @example
 * runHandlersAfterTaxStep({ cart_id: "cart_123" })
 */
export const runHandlersAfterTaxStep = createStep(
  "kintsugi-run-handlers-after-tax",
  async (input: { cart_id: string }, context) => {
    const handlers = handlersAfterTax()
    const response =
      handlers && (await hasCreditLines(input.cart_id, context.container))
        ? ((await handlers.invoke({ input }, context)) as StepResponse<unknown>)
        : undefined
    return new StepResponse(undefined, response?.compensateInput as unknown)
  },
  async (ran, context) => {
    await handlersAfterTax()?.compensate(ran, context)
  }
)

/**
 * Reduces credit lines that are more than what is left to pay.
 *
 * @example
 * capCreditLinesStep({ cart_id: "cart_123" })
 */
export const capCreditLinesStep = createStep(
  "kintsugi-cap-credit-lines",
  async ({ cart_id }: { cart_id: string }, { container }) =>
    new StepResponse(undefined, await capCreditLines(cart_id, container)),
  (before, { container }) => restoreCreditLines(before, container)
)

/**
 * Refreshes a cart's tax and sets its payment collection to the new total, as
 * one change under the cart's lock.
 *
 * @example
 * await refreshCartTaxWorkflow(container).run({ input: { cart_id: "cart_123" } })
 */
export const refreshCartTaxWorkflow = createWorkflow(
  "kintsugi-refresh-cart-tax",
  (input: RefreshCartTaxInput) => {
    const ownerId = lockOwnerOfRun()
    // As in Medusa's own cart workflows: 2 s to get the lock, 10 s to keep it.
    acquireLockStep({ key: input.cart_id, ownerId, timeout: 2, ttl: 10 })
    const refreshed = refreshCartTaxStep(input)
    when({ refreshed }, ({ refreshed }) => refreshed.new_total).then(() => {
      runHandlersAfterTaxStep({ cart_id: input.cart_id })
      capCreditLinesStep({ cart_id: input.cart_id })
      refreshPaymentCollectionForCartWorkflow.runAsStep({
        input: { cart_id: input.cart_id },
      })
    })
    releaseLockStep({ key: input.cart_id, ownerId })
    return new WorkflowResponse(refreshed)
  }
)

/** What a handler's compensation restores. */
type StateToRevert = StateBefore & { creditLines?: CreditLinesBefore }

/**
 * Handler of
 * `refreshCartItemsWorkflow.hooks.beforeRefreshingPaymentCollection`, which
 * runs after quantities, tax lines and promotions have changed, and before the
 * payment collection is set to the cart's total.
 */
export const refreshCartTaxAfterChange = async (
  { input }: { input: { cart_id: string; locale?: string } },
  {
    container,
    transactionId,
  }: { container: MedusaContainer; transactionId?: string }
): Promise<StepResponse<undefined, StateToRevert>> => {
  const { cart_id, locale } = input
  const runState = takeRunState(cart_id, transactionId) as
    CartRunState | undefined
  const { before } = await refreshCartTax(cart_id, container, {
    // Another language gives the items other titles.
    runState: runState && locale ? { ...runState, cart: undefined } : runState,
    retryUnanswered: !hasAnswer(runState),
  })
  if (runState?.replaced) {
    await purgeSoftDeleted(runState.replaced, container)
  }
  const creditLines = before && (await capCreditLines(cart_id, container))
  return new StepResponse(
    undefined,
    // Medusa itself reverts what this run has done to the discounts.
    { ...before, discounts: undefined, creditLines } as StateToRevert
  )
}

/** Restores what {@link refreshCartTaxAfterChange} replaced. */
export const revertCartTax = async (
  before: StateToRevert | undefined,
  { container }: { container: MedusaContainer }
): Promise<void> => {
  await restoreCreditLines(before?.creditLines, container)
  await revertCartTaxLines(before, container)
}
