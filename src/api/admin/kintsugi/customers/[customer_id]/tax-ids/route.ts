import type { MedusaRequest, MedusaResponse } from "@medusajs/framework/http"
import {
  readCustomerTax,
  saveTaxIdWorkflow,
} from "../../../../../../workflows/exemptions"
import type { TaxIdBody } from "./validators"

/** Sets a customer's business tax id in a country; `null` removes it. */
export const POST = async (
  req: MedusaRequest<TaxIdBody>,
  res: MedusaResponse
): Promise<void> => {
  const customer_id = req.params.customer_id ?? ""
  const { result } = await saveTaxIdWorkflow(req.scope).run({
    input: { ...req.validatedBody, customer_id },
  })
  res.json({
    customer_tax: {
      ...(await readCustomerTax(customer_id, req.scope)),
      tax_id_problem: result.problem,
    },
  })
}
