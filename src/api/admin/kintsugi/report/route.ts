import type { MedusaRequest, MedusaResponse } from "@medusajs/framework/http"
import { MedusaError } from "@medusajs/framework/utils"
import {
  listReportEntries,
  readReport,
  writeReportCsv,
} from "../../../../workflows/report"
import { sendCsv } from "../../../send-csv"
import type { ReportQuery } from "./validators"

/**
 * The tax report: its figures, the entries behind them (`view=entries`), or a
 * CSV of either, as `format` or else the header `Accept` says.
 */
export const GET = async (
  req: MedusaRequest<unknown, ReportQuery>,
  res: MedusaResponse
): Promise<void> => {
  const { view, format, limit, after, waiting, ...query } =
    req.validatedQuery as ReportQuery
  const isCsv = format
    ? format === "csv"
    : req.accepts(["json", "text/csv"]) === "text/csv"
  if (isCsv) {
    const { name, pieces } = await writeReportCsv(
      view === "entries" ? "lines" : view,
      query,
      req.scope
    )
    await sendCsv(res, name, pieces)
    return
  }
  switch (view) {
    case "summary":
      res.json({ report: await readReport(query, req.scope) })
      return
    case "entries":
      res.json(
        await listReportEntries(
          query,
          { limit, after, isWaiting: waiting },
          req.scope
        )
      )
      return
    default:
      throw new MedusaError(
        MedusaError.Types.INVALID_DATA,
        `The view '${view}' exists as CSV only. Add format=csv.`
      )
  }
}
