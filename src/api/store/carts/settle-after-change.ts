import {
  type MedusaNextFunction,
  type MedusaRequest,
  type MedusaResponse,
  refetchEntity,
} from "@medusajs/framework/http"
import { settleCartTaxWorkflow } from "../../../workflows/settle-cart-tax"

type CartBody = { cart?: { id?: string; items?: unknown[] } }

/**
 * Middleware: once the route has changed the cart, settles its tax and answers
 * with the cart as it then stands.
 */
export const settleAfterChange = (
  req: MedusaRequest,
  res: MedusaResponse,
  next: MedusaNextFunction
): void => {
  const answer = res.json.bind(res)
  res.json = (body) => {
    res.json = answer
    const { cart } = (body ?? {}) as CartBody
    // A new cart without items has nothing to tax.
    if (res.statusCode >= 400 || !cart?.id || cart.items?.length === 0) {
      return answer(body)
    }
    settled(cart.id, req)
      .then((cart) => answer(cart ? { ...(body as CartBody), cart } : body))
      .catch(next)
    return res
  }
  next()
}

/** The cart read anew, if settling changed it. */
const settled = async (
  cartId: string,
  { scope, queryConfig }: MedusaRequest
): Promise<unknown> => {
  const { result } = await settleCartTaxWorkflow(scope).run({
    input: { cart_id: cartId, tax_lines_were_written: true },
  })
  return result.changed
    ? refetchEntity({
        entity: "cart",
        idOrFilter: cartId,
        scope,
        fields: queryConfig.fields,
      })
    : undefined
}
