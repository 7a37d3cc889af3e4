import type { MedusaRequest, MedusaResponse } from "@medusajs/framework/http"
import { readOrderLedger } from "../../../../../workflows/ledger-sync"

/** What Kintsugi knows of an order: charged tax against calculated tax. */
export const GET = async (
  req: MedusaRequest,
  res: MedusaResponse
): Promise<void> => {
  res.json(await readOrderLedger(req.params.id ?? "", req.scope))
}
