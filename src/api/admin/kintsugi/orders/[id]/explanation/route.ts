import type { MedusaRequest, MedusaResponse } from "@medusajs/framework/http"
import { explainOrder } from "../../../../../../workflows/explanation"

/** Why the tax of the order is what it is. Asks Kintsugi nothing about the tax. */
export const GET = async (
  req: MedusaRequest,
  res: MedusaResponse
): Promise<void> => {
  res.json({ explanation: await explainOrder(req.params.id ?? "", req.scope) })
}
