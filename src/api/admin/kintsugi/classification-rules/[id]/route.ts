import type { MedusaRequest, MedusaResponse } from "@medusajs/framework/http"
import { deleteClassificationRuleWorkflow } from "../../../../../workflows/products"

/** Removes a classification rule. */
export const DELETE = async (
  req: MedusaRequest,
  res: MedusaResponse
): Promise<void> => {
  const id = req.params.id ?? ""
  await deleteClassificationRuleWorkflow(req.scope).run({ input: { id } })
  res.json({ id, object: "classification_rule", deleted: true })
}
