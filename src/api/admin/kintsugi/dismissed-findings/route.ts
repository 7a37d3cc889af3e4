import type {
  AuthenticatedMedusaRequest,
  MedusaRequest,
  MedusaResponse,
} from "@medusajs/framework/http"
import {
  dismissFindingWorkflow,
  listDismissedFindings,
} from "../../../../workflows/ledger-sync"
import type { DismissFindingBody, DismissedFindingsQuery } from "./validators"

/** A page of the findings that were dismissed, the latest first. */
export const GET = async (
  req: MedusaRequest<unknown, DismissedFindingsQuery>,
  res: MedusaResponse
): Promise<void> => {
  const { limit, offset } = req.validatedQuery as DismissedFindingsQuery
  const page = await listDismissedFindings({ limit, offset }, req.scope)
  res.json({ ...page, limit, offset })
}

/** Dismisses a finding of the latest reconciliation, with a note. */
export const POST = async (
  req: AuthenticatedMedusaRequest<DismissFindingBody>,
  res: MedusaResponse
): Promise<void> => {
  const { result } = await dismissFindingWorkflow(req.scope).run({
    input: { ...req.validatedBody, by: req.auth_context.actor_id },
  })
  res.json({ dismissed_finding: result })
}
