import type { MedusaRequest, MedusaResponse } from "@medusajs/framework/http"
import { MedusaError } from "@medusajs/framework/utils"
import { Readable } from "node:stream"
import { pipeline } from "node:stream/promises"
import {
  type CsvView,
  listReportEntries,
  readReport,
  writeReportCsv,
} from "../../../../workflows/report"
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
    await sendCsv(view === "entries" ? "lines" : view, query, req, res)
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

/** Sends it as it is read, no faster than the client takes it. */
const sendCsv = async (
  view: CsvView,
  query: Parameters<typeof writeReportCsv>[1],
  req: MedusaRequest,
  res: MedusaResponse
): Promise<void> => {
  const { name, pieces } = await writeReportCsv(view, query, req.scope)
  const iterator = pieces[Symbol.asyncIterator]()
  // What fails before the first piece gets an answer that says so.
  const first = await iterator.next()
  res.setHeader("Content-Type", "text/csv; charset=utf-8")
  res.setHeader("Content-Disposition", `attachment; filename="${name}"`)
  res.setHeader("Cache-Control", "no-store")
  try {
    await pipeline(Readable.from(all(first, iterator)), res)
  } catch {
    // The client has gone, or sees by the broken connection that it is cut off.
    res.destroy()
  }
}

async function* all(
  first: IteratorResult<string>,
  rest: AsyncIterator<string>
): AsyncGenerator<string> {
  for (let piece = first; !piece.done; piece = await rest.next()) {
    yield piece.value
  }
}
