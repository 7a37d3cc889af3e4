import type { MedusaRequest, MedusaResponse } from "@medusajs/framework/http"
import { countProductsOfRules } from "../../../../../workflows/products"
import type { RuleProductsQuery } from "../validators"

/** On how many products a rule decides, or would if it existed. */
export const GET = async (
  req: MedusaRequest<unknown, RuleProductsQuery>,
  res: MedusaResponse
): Promise<void> => {
  const rule = req.validatedQuery as RuleProductsQuery
  const [products] = await countProductsOfRules([rule], req.scope)
  res.json({ ...rule, products })
}
