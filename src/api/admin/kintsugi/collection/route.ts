import type { MedusaRequest, MedusaResponse } from "@medusajs/framework/http"
import { readCollection } from "../../../../workflows/read-collection"

/** Where the merchant collects tax and where it is about to have to. */
export const GET = async (
  req: MedusaRequest,
  res: MedusaResponse
): Promise<void> => {
  res.json(await readCollection(req.scope))
}
