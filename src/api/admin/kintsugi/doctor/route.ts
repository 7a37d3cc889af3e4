import type { MedusaRequest, MedusaResponse } from "@medusajs/framework/http"
import { examine } from "../../../../workflows/doctor"

/**
 * Checks all that the plugin relies on. Changes nothing, and creates nothing at
 * Kintsugi. A `POST`, since it sends requests to Kintsugi.
 */
export const POST = async (
  req: MedusaRequest,
  res: MedusaResponse
): Promise<void> => {
  res.json({ doctor: await examine(req.scope) })
}
