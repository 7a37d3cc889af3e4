import type { MedusaRequest, MedusaResponse } from "@medusajs/framework/http"
import { restoreFindingWorkflow } from "../../../../../workflows/ledger-sync"

/** Takes a dismissal back: the finding is open again. */
export const DELETE = async (
  req: MedusaRequest,
  res: MedusaResponse
): Promise<void> => {
  const id = req.params.id ?? ""
  await restoreFindingWorkflow(req.scope).run({ input: { id } })
  res.json({ id, object: "dismissed_finding", deleted: true })
}
