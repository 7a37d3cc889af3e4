import type { MedusaRequest, MedusaResponse } from "@medusajs/framework/http"
import { trialEstimate } from "../../../../workflows/settings"
import type { TrialEstimateBody } from "./validators"

/** The tax that Kintsugi would calculate, and why. Changes no cart. */
export const POST = async (
  req: MedusaRequest<TrialEstimateBody>,
  res: MedusaResponse
): Promise<void> => {
  res.json(await trialEstimate(req.validatedBody, req.scope))
}
