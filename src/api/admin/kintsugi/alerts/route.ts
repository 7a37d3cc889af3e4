import type { MedusaRequest, MedusaResponse } from "@medusajs/framework/http"
import { listAlerts } from "../../../../workflows/alerts"
import type { AlertsQuery } from "./validators"

/** What the merchant was notified of: what is open, or what is over. */
export const GET = async (
  req: MedusaRequest,
  res: MedusaResponse
): Promise<void> => {
  const query = req.validatedQuery as AlertsQuery
  const { alerts, count } = await listAlerts(query, req.scope)
  res.json({ alerts, count, limit: query.limit, offset: query.offset })
}
