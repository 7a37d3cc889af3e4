import type {
  MedusaNextFunction,
  MedusaRequest,
  MedusaResponse,
} from "@medusajs/framework/http"
import { completeWithSettledTax } from "../../../workflows/settle-cart-tax/complete-with-settled-tax"

/**
 * Middleware: before Medusa builds the order from the cart, makes sure that the
 * cart's tax is that of the cart as it stands.
 */
export const settleBeforeCompletion = async (
  req: MedusaRequest,
  _: MedusaResponse,
  next: MedusaNextFunction
): Promise<void> => {
  await completeWithSettledTax(req.params.id ?? "", req.scope)
  next()
}
