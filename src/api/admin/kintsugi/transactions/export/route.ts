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
  const { from, to } = req.query as { from?: string; to?: string }
  await sendCsv(res, nameFor([from, to]), chunks)
}

/** With the days of the filter; they were validated. */
const nameFor = (range: (string | undefined)[]): string =>
  [
    "tax-records",
    ...range.flatMap((moment) => moment?.slice(0, "YYYY-MM-DD".length) ?? []),
  ].join("-") + ".csv"
