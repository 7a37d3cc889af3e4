import type {
  MedusaNextFunction,
  MedusaRequest,
  MedusaResponse,
} from "@medusajs/framework/http"
import { renewTaxBeforePayment } from "../../../workflows/cart-tax/renew-before-payment"

/**
 * Middleware: before Medusa opens a payment session, asks Kintsugi again about a
 * cart that it could not answer for.
 */
export const renewBeforePayment = async (
  req: MedusaRequest,
  _: MedusaResponse,
  next: MedusaNextFunction
): Promise<void> => {
  await renewTaxBeforePayment(req.params.id ?? "", req.scope)
  next()
}
