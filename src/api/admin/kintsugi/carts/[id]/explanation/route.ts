import type { MedusaRequest, MedusaResponse } from "@medusajs/framework/http"
import { explainCart } from "../../../../../../workflows/explanation"

/** Why the tax of the cart is what it is. Asks Kintsugi nothing about the tax. */
export const GET = async (
  req: MedusaRequest,
  res: MedusaResponse
): Promise<void> => {
  res.json({ explanation: await explainCart(req.params.id ?? "", req.scope) })
}
