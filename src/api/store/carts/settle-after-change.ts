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
import { updateCartPromotionsWorkflow } from "@medusajs/medusa/core-flows"
import { z } from "@medusajs/framework/zod"
import { messageOf } from "../../../message-of"
import { KINTSUGI_MODULE } from "../../../modules/kintsugi"
import type { KintsugiModuleService } from "../../../modules/kintsugi/service"
import { forgetReplaced } from "../../../workflows/kept-tax-lines"
import { settleCartTaxWorkflow } from "../../../workflows/settle-cart-tax"
import { readIfFreshlyTaxed } from "../../../workflows/settle-cart-tax/read-if-freshly-taxed"
import {
  type TaxRequest,
  duringTaxRequest,
} from "../../../workflows/settle-cart-tax/seen"
import { rewriteAnswer } from "../../rewrite-answer"

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
 * Middleware: once the route has changed the cart, settles its tax and answers
 * with the cart as it then stands.
 */
export const settleAfterChange = (
  req: MedusaRequest,
  res: MedusaResponse,
  next: MedusaNextFunction
): void =>
  // For a new cart Kintsugi was asked in this very request.
  settleAfter(req, res, next, { asksAgain: false })

/**
 * {@link settleAfterChange} for the route that changes a cart's promotions. A
 * call that fails for want of an answer leaves the cart the promotions that it
 * had.
 */
export const settleAfterPromotions = async (
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
  const before = (data[0]?.promotions ?? []).flatMap(
    (promotion: { code?: string } | null) => promotion?.code ?? []
  )
  const reversed = reversedPromotions(method, req.body, before)
  settleAfter(req, res, next, {
    asksAgain: true,
    undo: async () => {
      try {
        for (const change of reversed) {
          await updateCartPromotionsWorkflow(scope).run({
            input: {
              ...change,
              cart_id,
              force_refresh_payment_collection: true,
            },
          })
        }
      } catch (error) {
        scope
          .resolve(ContainerRegistrationKeys.LOGGER)
          .warn(
            `[kintsugi] ${cart_id}: its promotions could not be put back (${messageOf(error)}); ` +
              "its tax is settled at its next change or before it becomes an order."
          )
      }
    },
  })
}

const promotionsBody = z.object({ promo_codes: z.array(z.string()) })

/**
 * What takes back a change of a cart's promotions, and nothing that somebody
 * else has changed meanwhile.
 */
const reversedPromotions = (
  method: string,
  body: unknown,
  before: string[]
): { promo_codes: string[]; action: PromotionActions }[] => {
  const named = promotionsBody.safeParse(body).data?.promo_codes ?? []
  const isRemoval = method === "DELETE"
  // Medusa takes it for removing all if none is named.
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
 * {@link settleAfterChange} for the route that writes a cart's tax lines and
 * does no more. Mostly they are right, and so is the payment collection: then
 * the cart is answered as it is.
 */
export const settleAfterTaxes = async (
  req: MedusaRequest,
  res: MedusaResponse,
  next: MedusaNextFunction
): Promise<void> => {
  const cart = (await readIfFreshlyTaxed(
    String(req.params.id),
    req.queryConfig.fields,
    req.scope
  )) as CartBody["cart"] | undefined
  if (cart && isPaymentAsTotal(cart, req)) {
    req.scope
      .resolve<KintsugiModuleService>(KINTSUGI_MODULE)
      .recordEstimate({ by: "memory", id: String(req.params.id) })
    res.json({ cart })
    return
  }
  const request: TaxRequest = {}
  duringTaxRequest(request, () => settleAfter(req, res, next, { request }))
}

type Circumstances = {
  request?: TaxRequest
  /** See `SettleCartTaxInput.asks_again`. */
  asksAgain?: boolean
  /**
   * What undoes the change, which stands, where the cart can't be settled;
   * never rejects.
   */
  undo?: () => Promise<void>
}

const settleAfter = (
  req: MedusaRequest,
  res: MedusaResponse,
  next: MedusaNextFunction,
  { request, asksAgain, undo }: Circumstances
): void => {
  rewriteAnswer<CartBody>(res, next, (body) => {
    const { cart } = body
    // A new cart without lines has nothing to tax.
    if (!cart?.id || [cart.items, cart.shipping_methods].every(isEmpty)) {
      return undefined
    }
    const isTaxed = request?.taxed === cart.id && isPaymentAsTotal(cart, req)
    return Promise.all([
      isTaxed ? undefined : settled(cart.id, req, asksAgain),
      request?.replaced && forgetReplaced(request.replaced, req.scope),
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

/** Whether there is nothing to pay yet, or just the total. */
const isPaymentAsTotal = (
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

/** The cart read anew, if settling changed it or what is to be paid for it. */
const settled = async (
  cartId: string,
  { scope, queryConfig }: MedusaRequest,
  asksAgain?: boolean
): Promise<unknown> => {
  const { result } = await settleCartTaxWorkflow(scope).run({
    input: {
      cart_id: cartId,
      tax_lines_were_written: true,
      asks_again: asksAgain,
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
