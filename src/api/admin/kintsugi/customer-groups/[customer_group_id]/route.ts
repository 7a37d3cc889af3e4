import type {
  AuthenticatedMedusaRequest,
  MedusaRequest,
  MedusaResponse,
} from "@medusajs/framework/http"
import {
  markExemptGroupWorkflow,
  readCustomerGroupTax,
} from "../../../../../workflows/exemptions"
import type { ExemptGroupBody } from "./validators"

/** Whether a customer group is exempt, where, and why. */
export const GET = async (
  req: MedusaRequest,
  res: MedusaResponse
): Promise<void> => {
  res.json({
    customer_group_tax: await readCustomerGroupTax(
      req.params.customer_group_id ?? "",
      req.scope
    ),
  })
}

/** Marks a customer group as exempt; `null` removes the mark. */
export const POST = async (
  req: AuthenticatedMedusaRequest<ExemptGroupBody>,
  res: MedusaResponse
): Promise<void> => {
  await markExemptGroupWorkflow(req.scope).run({
    input: {
      ...req.validatedBody,
      customer_group_id: req.params.customer_group_id ?? "",
      by: req.auth_context.actor_id,
    },
  })
  await GET(req, res)
}
