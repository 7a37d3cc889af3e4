import type { MedusaRequest, MedusaResponse } from "@medusajs/framework/http"
import { listTransactions } from "../../../../workflows/ledger-sync"
import type { TransactionsQuery } from "./validators"

/** A page of the ledger, latest events first. */
export const GET = async (
  req: MedusaRequest<unknown, TransactionsQuery>,
  res: MedusaResponse
): Promise<void> => {
  const query = req.validatedQuery as TransactionsQuery
  const { transactions, count, time_zone } = await listTransactions(
    query,
    req.scope
  )
  const { limit, offset } = query
  res.json({ transactions, count, limit, offset, time_zone })
}
