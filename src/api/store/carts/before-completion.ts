import type {
  MedusaNextFunction,
  MedusaRequest,
  MedusaResponse,
} from "@medusajs/framework/http"
import { prepareCartForCompletion } from "../../../workflows/cart-tax/prepare-for-completion"

/**
 * Middleware: before Medusa builds the order from the cart, makes sure that the
 * cart's tax is up to date.
 */
export const prepareBeforeCompletion = async (
  req: MedusaRequest,
  _: MedusaResponse,
  next: MedusaNextFunction
): Promise<void> => {
  await prepareCartForCompletion(req.params.id ?? "", req.scope)
  next()
}
