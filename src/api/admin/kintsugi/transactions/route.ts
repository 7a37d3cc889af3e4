import type { MedusaRequest, MedusaResponse } from "@medusajs/framework/http"
import { listTransactions } from "../../../../workflows/report-orders"
import type { TransactionsQuery } from "../validators"

/** A page of the ledger, what happened last first. */
export const GET = async (
  req: MedusaRequest<unknown, TransactionsQuery>,
  res: MedusaResponse
): Promise<void> => {
  const query = req.validatedQuery as TransactionsQuery
  const { transactions, count } = await listTransactions(query, req.scope)
  const { limit, offset } = query
  res.json({ transactions, count, limit, offset })
}
