import {
  type MedusaNextFunction,
  type MedusaRequest,
  type MedusaResponse,
  refetchEntity,
} from "@medusajs/framework/http"
import {
  ContainerRegistrationKeys,
  MathBN,
  PromotionActions,
} from "@medusajs/framework/utils"
import {
  refreshPaymentCollectionForCartWorkflow,
  updateCartPromotionsWorkflow,
} from "@medusajs/medusa/core-flows"
import { z } from "@medusajs/framework/zod"
import { safeErrorMessage } from "../../../safe-error-message"
import {
  type TaxRequest,
  runInRequestScope,
} from "../../../modules/kintsugi/cart-handoff"
import { KINTSUGI_MODULE } from "../../../modules/kintsugi"
import type { KintsugiModuleService } from "../../../modules/kintsugi/service"
import { purgeSoftDeleted } from "../../../workflows/cart-tax/tax-line-store"
import { refreshCartTaxWorkflow } from "../../../workflows/cart-tax/workflow"
import { freshCartShortcut } from "../../../workflows/cart-tax/fresh-cart-shortcut"
import { refreshCartDiscounts } from "../../../workflows/cart-tax/refresh-cart-tax"
import { interceptResponse } from "../../intercept-response"

type CartBody = {
  cart: {
    id?: string
    items?: unknown[]
    shipping_methods?: unknown[]
    total?: number
    payment_collection?: { amount?: number } | null
  }
}

/**
 * Middleware: once the route has changed the cart, refreshes its tax and
 * answers with the resulting cart.
 */
export const refreshTaxAfterChange = (
  req: MedusaRequest,
  res: MedusaResponse,
  next: MedusaNextFunction
): void =>
  // For a new cart Kintsugi was asked in this very request.
  refreshAfter(req, res, next, { retryUnanswered: false })

type PromotedCart = { promotions?: ({ code?: string } | null)[] | null }

/**
 * {@link refreshTaxAfterChange} for the route that changes a cart's promotions.
 * A call that fails without an answer leaves the cart its previous promotions.
 */
export const refreshTaxAfterPromotions = async (
  req: MedusaRequest,
  res: MedusaResponse,
  next: MedusaNextFunction
): Promise<void> => {
  const { scope, method } = req
  const cart_id = String(req.params.id)
  const { data } = await scope.resolve(ContainerRegistrationKeys.QUERY).graph({
    entity: "cart",
    fields: ["promotions.code"],
    filters: { id: cart_id },
  })
  const [cart] = data as unknown as PromotedCart[]
  const before = (cart?.promotions ?? []).flatMap(
    (promotion) => promotion?.code ?? []
  )
  if (isAlreadyApplied(method, req.body, before)) {
    res.json({ cart: await reapplyPromotions(cart_id, req) })
    return
  }
  const reversal = reversePromotions(method, req.body, before)
  refreshAfter(req, res, next, {
    retryUnanswered: true,
    undo: async () => {
      try {
        for (const change of reversal) {
          await updateCartPromotionsWorkflow(scope).run({
            input: {
              ...change,
              cart_id,
              force_refresh_payment_collection: false,
            },
          })
        }
        // Medusa has recalculated them, without normalizing the discounts.
        await refreshCartDiscounts(cart_id, scope)
        await refreshPaymentCollectionForCartWorkflow(scope).run({
          input: { cart_id },
        })
      } catch (error) {
        scope
          .resolve(ContainerRegistrationKeys.LOGGER)
          .warn(
            `[kintsugi] ${cart_id}: its promotions could not be restored (${safeErrorMessage(error)}); ` +
              "its tax is refreshed at its next change or before it becomes an order."
          )
      }
    },
  })
}

const promotionsBody = z.object({ promo_codes: z.array(z.string()) })

const isAlreadyApplied = (
  method: string,
  body: unknown,
  before: string[]
): boolean => {
  const named = promotionsBody.safeParse(body).data?.promo_codes ?? []
  return (
    method === "POST" &&
    named.length > 0 &&
    named.every((code) => before.includes(code))
  )
}

/**
 * Does what Medusa's route does with promotions that the cart already has, with
 * the steps in another order: Medusa's route compares the amount to pay with a
 * total whose discounts are not refreshed yet, finds a difference of a fraction
 * of a cent, and deletes the payment sessions of a cart that has not changed.
 */
const reapplyPromotions = async (
  cartId: string,
  { scope, body, queryConfig }: MedusaRequest
): Promise<unknown> => {
  await updateCartPromotionsWorkflow(scope).run({
    input: {
      promo_codes: promotionsBody.parse(body).promo_codes,
      cart_id: cartId,
      action: PromotionActions.ADD,
      force_refresh_payment_collection: false,
    },
  })
  const { result } = await refreshCartTaxWorkflow(scope).run({
    input: {
      cart_id: cartId,
      tax_lines_were_written: true,
      retry_unanswered: true,
    },
  })
  if (!result.new_total) {
    await refreshPaymentCollectionForCartWorkflow(scope).run({
      input: { cart_id: cartId },
    })
  }
  return refetchEntity({
    entity: "cart",
    idOrFilter: cartId,
    scope,
    fields: queryConfig.fields,
  })
}

/**
 * The changes that undo a change of a cart's promotions, and nothing that
 * another request has changed in the meantime.
 */
const reversePromotions = (
  method: string,
  body: unknown,
  before: string[]
): { promo_codes: string[]; action: PromotionActions }[] => {
  const named = promotionsBody.safeParse(body).data?.promo_codes ?? []
  const isRemoval = method === "DELETE"
  // Medusa removes all of them if none is named.
  const removed = before.filter((code) =>
    isRemoval ? named.includes(code) : !named.length
  )
  const added = isRemoval ? [] : named.filter((code) => !before.includes(code))
  return [
    { promo_codes: removed, action: PromotionActions.ADD },
    { promo_codes: added, action: PromotionActions.REMOVE },
  ].filter(({ promo_codes }) => promo_codes.length)
}

/**
 * {@link refreshTaxAfterChange} for the route that writes a cart's tax lines
 * and does nothing else. If they and the payment collection are already right,
 * as is usual, answers with the cart as it is.
 */
export const refreshTaxAfterTaxes = async (
  req: MedusaRequest,
  res: MedusaResponse,
  next: MedusaNextFunction
): Promise<void> => {
  const cart = (await freshCartShortcut(
    String(req.params.id),
    req.queryConfig.fields,
    req.scope
  )) as CartBody["cart"] | undefined
  if (cart && paymentEqualsTotal(cart, req)) {
    req.scope
      .resolve<KintsugiModuleService>(KINTSUGI_MODULE)
      .stats.recordEstimate({ by: "memory", id: String(req.params.id) })
    res.json({ cart })
    return
  }
  const taxRequest: TaxRequest = {}
  runInRequestScope({ taxRequest }, () =>
    refreshAfter(req, res, next, { taxRequest })
  )
}

type RefreshCircumstances = {
  taxRequest?: TaxRequest
  /** See `RefreshCartTaxInput.retry_unanswered`. */
  retryUnanswered?: boolean
  /**
   * Undoes the change, which Medusa has saved, where the cart's tax can't be
   * refreshed; never rejects.
   */
  undo?: () => Promise<void>
}

const refreshAfter = (
  req: MedusaRequest,
  res: MedusaResponse,
  next: MedusaNextFunction,
  { taxRequest, retryUnanswered, undo }: RefreshCircumstances
): void => {
  interceptResponse<CartBody>(res, next, (body) => {
    const { cart } = body
    // A new cart without lines has nothing to tax.
    if (!cart?.id || [cart.items, cart.shipping_methods].every(isEmpty)) {
      return undefined
    }
    const isTaxed =
      taxRequest?.taxedCartId === cart.id && paymentEqualsTotal(cart, req)
    return Promise.all([
      isTaxed ? undefined : refreshCart(cart.id, req, retryUnanswered),
      taxRequest?.replaced && purgeSoftDeleted(taxRequest.replaced, req.scope),
    ]).then(
      ([cart]) => (cart ? { ...body, cart } : body),
      async (error: unknown) => {
        await undo?.()
        throw error
      }
    )
  })
}

const isEmpty = (lines: unknown[] | undefined): boolean => lines?.length === 0

/** Whether there is nothing to pay yet, or exactly the total. */
const paymentEqualsTotal = (
  { total, payment_collection }: CartBody["cart"],
  { queryConfig: { fields } }: MedusaRequest
): boolean =>
  fields.includes("total") &&
  PAYMENT_AMOUNT.some((field) => fields.includes(field)) &&
  (!payment_collection ||
    MathBN.eq(payment_collection.amount ?? NaN, total ?? NaN))

/** How a route's fields name the amount of a cart's payment collection. */
const PAYMENT_AMOUNT = [
  "payment_collection.amount",
  "payment_collection.*",
  "*payment_collection",
]

/** @returns the cart, if the refresh changed it or the amount to pay for it */
const refreshCart = async (
  cartId: string,
  { scope, queryConfig }: MedusaRequest,
  retryUnanswered?: boolean
): Promise<unknown> => {
  const { result } = await refreshCartTaxWorkflow(scope).run({
    input: {
      cart_id: cartId,
      tax_lines_were_written: true,
      retry_unanswered: retryUnanswered,
    },
  })
  return result.new_total
    ? refetchEntity({
        entity: "cart",
        idOrFilter: cartId,
        scope,
        fields: queryConfig.fields,
      })
    : undefined
}
