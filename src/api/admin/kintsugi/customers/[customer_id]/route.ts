import type { MedusaRequest, MedusaResponse } from "@medusajs/framework/http"
import { readCustomerTax } from "../../../../../workflows/exemptions"

/** A customer's exemptions as Kintsugi keeps them, tax ids, exempt groups. */
export const GET = async (
  req: MedusaRequest,
  res: MedusaResponse
): Promise<void> => {
  res.json({
    customer_tax: await readCustomerTax(
      req.params.customer_id ?? "",
      req.scope
    ),
  })
}
