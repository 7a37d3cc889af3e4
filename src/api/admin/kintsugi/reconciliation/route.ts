import type { MedusaRequest, MedusaResponse } from "@medusajs/framework/http"
import {
  defaultStart,
  latestReconciliation,
  runReconciliation,
} from "../../../../workflows/report-orders"
import type { ReconciliationBody } from "../validators"

/** What the latest reconciliation found; null: there was none. */
export const GET = async (
  req: MedusaRequest,
  res: MedusaResponse
): Promise<void> => {
  res.json({ reconciliation: await latestReconciliation(req.scope) })
}

/** Compares orders, ledger and Kintsugi; changes nothing without `mend`. */
export const POST = async (
  req: MedusaRequest<ReconciliationBody>,
  res: MedusaResponse
): Promise<void> => {
  const now = new Date()
  const { from = defaultStart(now), to = now, mend } = req.validatedBody
  res.json({
    reconciliation: await runReconciliation({ from, to, mend }, req.scope),
  })
}
