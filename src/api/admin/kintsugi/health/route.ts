import type { MedusaRequest, MedusaResponse } from "@medusajs/framework/http"
import { readHealth } from "../../../../workflows/health/read-health"

/** How the calculations of tax have gone in the last hour and day. */
export const GET = async (
  req: MedusaRequest,
  res: MedusaResponse
): Promise<void> => {
  res.json({ health: await readHealth(req.scope) })
}
