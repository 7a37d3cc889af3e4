import type {
  AuthenticatedMedusaRequest,
  MedusaNextFunction,
  MedusaRequest,
  MedusaResponse,
} from "@medusajs/framework/http"
import { KINTSUGI_MODULE } from "../../../modules/kintsugi"
import type { KintsugiModuleService } from "../../../modules/kintsugi/service"
import { runInRequestScope } from "../../../modules/kintsugi/cart-handoff"
import { interceptResponse } from "../../intercept-response"

/** The customer who is signed in, by the request's session or token. */
const signedInCustomer = (req: MedusaRequest): string | undefined => {
  const { auth_context } = req as Partial<AuthenticatedMedusaRequest>
  return auth_context?.actor_type === "customer"
    ? auth_context.actor_id || undefined
    : undefined
}

/**
 * Middleware: makes the signed-in customer known to this request's
 * calculations.
 */
export const identifyShopper = (
  req: MedusaRequest,
  _: MedusaResponse,
  next: MedusaNextFunction
): void =>
  runInRequestScope(
    { requester: { as: "shopper", customerId: signedInCustomer(req) } },
    () => next()
  )

/** Middleware: marks this request's calculations as the merchant's. */
export const identifyMerchant = (
  _: MedusaRequest,
  __: MedusaResponse,
  next: MedusaNextFunction
): void => runInRequestScope({ requester: { as: "merchant" } }, () => next())

type CartBody = { cart: { id?: string } }

/**
 * Middleware of the routes with which Medusa assigns a cart to the signed-in
 * customer: records that, even where there is nothing to tax yet.
 */
export const recordSignedIn = (
  req: MedusaRequest,
  res: MedusaResponse,
  next: MedusaNextFunction
): void => {
  const customerId = signedInCustomer(req)
  if (!customerId) {
    return next()
  }
  interceptResponse<CartBody>(res, next, (body) => {
    const cartId = req.params.id ?? body.cart?.id
    return cartId
      ? req.scope
          .resolve<KintsugiModuleService>(KINTSUGI_MODULE)
          .signedInCarts.record(cartId, customerId)
          .then(() => body)
      : undefined
  })
}
