import type { MedusaRequest, MedusaResponse } from "@medusajs/framework/http"
import { exemptionCsv } from "../../../../../workflows/exemptions"
import { sendCsv } from "../../../../send-csv"
import { type RegisterPageQuery, toRegisterQuery } from "../validators"

/** All customers' exemptions, or those that a filter leaves, as a CSV file. */
export const GET = async (
  req: MedusaRequest<unknown, RegisterPageQuery>,
  res: MedusaResponse
): Promise<void> => {
  await sendCsv(
    res,
    "exemptions.csv",
    exemptionCsv(
      toRegisterQuery(req.validatedQuery as RegisterPageQuery),
      req.scope
    )
  )
}
