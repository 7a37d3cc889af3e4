import type { MedusaRequest, MedusaResponse } from "@medusajs/framework/http"
import { readNexus } from "../../../../workflows/settings/read-nexus"

/** Where the merchant collects tax and where they will soon have to. */
export const GET = async (
  req: MedusaRequest,
  res: MedusaResponse
): Promise<void> => {
  res.json(await readNexus(req.scope))
}
