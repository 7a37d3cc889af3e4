import type { MedusaRequest, MedusaResponse } from "@medusajs/framework/http"
import {
  defaultStart,
  latestReconciliation,
  listReconciliations,
  readReport,
  runReconciliationInBackground,
} from "../../../../workflows/ledger-sync"
import { PATIENCE_MS } from "../../../../workflows/wait-for"
import type { ReconciliationBody } from "./validators"

/**
 * What the latest reconciliation found (null: there was none), and which reports
 * are kept.
 */
export const GET = async (
  req: MedusaRequest,
  res: MedusaResponse
): Promise<void> => {
  const [latest, reports] = await Promise.all([
    latestReconciliation(req.scope),
    listReconciliations(req.scope),
  ])
  res.json({
    reconciliation: latest && (await readReport(latest, req.scope)),
    reports,
  })
}

/**
 * Compares orders, ledger and Kintsugi; changes nothing without `repair` and
 * `take_over`. Answers 202 while a comparison goes on in the background.
 */
export const POST = async (
  req: MedusaRequest<ReconciliationBody>,
  res: MedusaResponse
): Promise<void> => {
  const now = new Date()
  const {
    from = defaultStart(now),
    to = now,
    repair,
    take_over: takeOver,
  } = req.validatedBody
  const report = await runReconciliationInBackground(
    { from, to, repair, takeOver },
    PATIENCE_MS,
    req.scope
  )
  res
    .status(report.state === "running" ? 202 : 200)
    .json({ reconciliation: await readReport(report, req.scope) })
}
