import type {
  AuthenticatedMedusaRequest,
  MedusaRequest,
  MedusaResponse,
} from "@medusajs/framework/http"
import { KINTSUGI_MODULE } from "../../../../../modules/kintsugi"
import type { KintsugiModuleService } from "../../../../../modules/kintsugi/service"
import { markExemptGroupWorkflow } from "../../../../../workflows/exempt-customers"
import type { ExemptGroupBody } from "../../validators"

/** Whether a customer group is exempt, and why. */
export const GET = async (
  req: MedusaRequest,
  res: MedusaResponse
): Promise<void> => {
  const customer_group_id = req.params.customer_group_id ?? ""
  const [group] = await req.scope
    .resolve<KintsugiModuleService>(KINTSUGI_MODULE)
    .listKintsugiExemptGroups({ customer_group_id })
  res.json({
    customer_group_tax: {
      customer_group_id,
      reason: group?.reason ?? null,
      since: group?.created_at ?? null,
    },
  })
}

/** Marks a customer group as exempt; `null` takes the mark away. */
export const POST = async (
  req: AuthenticatedMedusaRequest<ExemptGroupBody>,
  res: MedusaResponse
): Promise<void> => {
  await markExemptGroupWorkflow(req.scope).run({
    input: {
      customer_group_id: req.params.customer_group_id ?? "",
      reason: req.validatedBody.reason,
      by: req.auth_context.actor_id,
    },
  })
  await GET(req, res)
}
