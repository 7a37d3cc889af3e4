import type { MedusaRequest, MedusaResponse } from "@medusajs/framework/http"
import { exportTransactions } from "../../../../../workflows/ledger-sync"
import { sendCsv } from "../../../../send-csv"
import type { ExportQuery } from "../validators"

/** What `GET /admin/kintsugi/transactions` lists, all of it, as a CSV file. */
export const GET = async (
  req: MedusaRequest<unknown, ExportQuery>,
  res: MedusaResponse
): Promise<void> => {
  const chunks = await exportTransactions(
    req.validatedQuery as ExportQuery,
    req.scope
  )
  await sendCsv(res, "tax-records.csv", chunks)
}
