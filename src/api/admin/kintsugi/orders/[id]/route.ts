import type { MedusaRequest, MedusaResponse } from "@medusajs/framework/http"
import { readBooks } from "../../../../../workflows/report-orders"

/** What Kintsugi knows of an order, charged against calculated. */
export const GET = async (
  req: MedusaRequest,
  res: MedusaResponse
): Promise<void> => {
  res.json(await readBooks(req.params.id ?? "", req.scope))
}
