import type { MedusaRequest, MedusaResponse } from "@medusajs/framework/http"
import { estimateCorrection } from "../../../../../../../workflows/address-corrections"

/** What the order's tax would have been at the address that it has now. */
export const POST = async (
  req: MedusaRequest,
  res: MedusaResponse
): Promise<void> => {
  res.json(await estimateCorrection(req.params.id ?? "", req.scope))
}
