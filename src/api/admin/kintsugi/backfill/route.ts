import type { MedusaRequest, MedusaResponse } from "@medusajs/framework/http"
import {
  latestBackfill,
  runBackfill,
  startBackfill,
  toBackfillReading,
} from "../../../../workflows/ledger-sync"
import type { BackfillBody } from "./validators"

/** The progress of the latest backfill; null: there was none. */
export const GET = async (
  req: MedusaRequest,
  res: MedusaResponse
): Promise<void> => {
  res.json({ backfill: await latestBackfill(req.scope) })
}

/** Starts to report the history of orders, in the background. */
export const POST = async (
  req: MedusaRequest<BackfillBody>,
  res: MedusaResponse
): Promise<void> => {
  const row = await startBackfill(req.validatedBody, req.scope)
  // If it fails here, the job resumes it within a minute.
  void runBackfill(req.scope).catch(() => undefined)
  res.status(202).json({ backfill: toBackfillReading(row, new Date()) })
}
