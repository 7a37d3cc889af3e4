import type { MedusaRequest, MedusaResponse } from "@medusajs/framework/http"
import {
  retryTransaction,
  toReading,
} from "../../../../../../workflows/report-orders"

/** Sends a record again, and answers how that went. */
export const POST = async (
  req: MedusaRequest,
  res: MedusaResponse
): Promise<void> => {
  const row = await retryTransaction(req.params.id ?? "", req.scope)
  res.json({ transaction: toReading(row) })
}
