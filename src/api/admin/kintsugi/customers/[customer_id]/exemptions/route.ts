import type {
  AuthenticatedMedusaRequest,
  MedusaResponse,
} from "@medusajs/framework/http"
import {
  exemptCustomerWorkflow,
  readCustomerTax,
} from "../../../../../../workflows/exemptions"
import type { ExemptionBody } from "./validators"

/** Exempts a customer at Kintsugi, in one or several states. */
export const POST = async (
  req: AuthenticatedMedusaRequest<ExemptionBody>,
  res: MedusaResponse
): Promise<void> => {
  const customer_id = req.params.customer_id ?? ""
  const { result } = await exemptCustomerWorkflow(req.scope).run({
    input: {
      ...req.validatedBody,
      customer_id,
      by: req.auth_context.actor_id,
    },
  })
  res.json({
    exemption_ids: result.map(({ id }) => id),
    customer_tax: await readCustomerTax(customer_id, req.scope),
  })
}
