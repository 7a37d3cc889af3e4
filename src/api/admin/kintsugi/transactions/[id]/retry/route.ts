import type { MedusaRequest, MedusaResponse } from "@medusajs/framework/http"
import {
  retryTransaction,
  toReading,
} from "../../../../../../workflows/ledger-sync"

/** Sends a record again, and answers with the result. */
export const POST = async (
  req: MedusaRequest,
  res: MedusaResponse
): Promise<void> => {
  const row = await retryTransaction(req.params.id ?? "", req.scope)
  res.json({ transaction: toReading(row) })
}
