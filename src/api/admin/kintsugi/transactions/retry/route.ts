import type { MedusaRequest, MedusaResponse } from "@medusajs/framework/http"
import { retryRefused } from "../../../../../workflows/ledger-sync"

/**
 * Makes all records due that Kintsugi refused or that are waiting for a retry;
 * the next sweep, within a minute, sends them.
 */
export const POST = async (
  req: MedusaRequest,
  res: MedusaResponse
): Promise<void> => {
  res.json({ count: await retryRefused(req.scope) })
}
