import type { MedusaRequest, MedusaResponse } from "@medusajs/framework/http"
import { askAgainAboutOrder } from "../../../../../../../workflows/explanation"
import type { AskAgainBody } from "../../../../validators"

/** What Kintsugi answers today, and what differs. Changes nothing. */
export const POST = async (
  req: MedusaRequest<AskAgainBody>,
  res: MedusaResponse
): Promise<void> => {
  res.json(
    await askAgainAboutOrder(req.params.id ?? "", req.validatedBody, req.scope)
  )
}
