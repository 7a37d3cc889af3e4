import type { MedusaRequest, MedusaResponse } from "@medusajs/framework/http"
import { retryRefused } from "../../../../../workflows/ledger-sync"
import { PATIENCE_MS } from "../../../../../workflows/wait-for"

/**
 * Makes all records due that Kintsugi refused or that are waiting for a retry;
 * the next sweep, within a minute, sends them. Answers 202 while that goes on in
 * the background.
 */
export const POST = async (
  req: MedusaRequest,
  res: MedusaResponse
): Promise<void> => {
  const { count, isRunning } = await retryRefused(req.scope, PATIENCE_MS)
  res.status(isRunning ? 202 : 200).json({ count })
}
