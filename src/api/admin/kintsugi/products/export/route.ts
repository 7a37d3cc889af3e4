import type { MedusaRequest, MedusaResponse } from "@medusajs/framework/http"
import { classificationCsv } from "../../../../../workflows/products"
import { sendCsv } from "../../../../send-csv"

/** All products with their classification, as a CSV file. */
export const GET = async (
  req: MedusaRequest,
  res: MedusaResponse
): Promise<void> => {
  await sendCsv(res, "tax-classification.csv", classificationCsv(req.scope))
}
