import {
  type KintsugiLedgerEntry,
  type TransactionRequest,
  deadlineFor,
} from "../../../kintsugi-api"
import type { KintsugiConnection } from "../../../modules/kintsugi/settings/effective-settings"
import type { SaleContent } from "../entry-rows"
import type { Delivery } from "./delivery"
import {
  assertSame,
  createOrFindTransaction,
  ensureSame,
  findIfKnown,
} from "./ensure-same"
import { toUpdate } from "./to-update"

/**
 * Creates or changes a sale at Kintsugi, so that Kintsugi has what the row's
 * request says.
 *
 * @returns the sale as Kintsugi has it
 * @throws KintsugiError; DiffersAtKintsugi
 */
export const sendSale = async (
  delivery: Delivery,
  { client }: KintsugiConnection
): Promise<KintsugiLedgerEntry> => {
  const { row } = delivery
  const request = row.request as unknown as TransactionRequest
  const change = (id: string, there?: KintsugiLedgerEntry) =>
    client.updateTransaction(
      id,
      toUpdate(request, there, row.delivered_content as SaleContent | null),
      deadlineFor("background")
    )
  // Even if it is known to be there: what the merchant set on it must stay.
  const known = await findIfKnown(delivery, client)
  if (!known && row.kintsugi_id && row.delivered_content) {
    return assertSame(request, await change(row.kintsugi_id))
  }
  if (known && !known.locked) {
    // What was sent before may differ in a field that is not compared: a name.
    return assertSame(request, await change(known.id, known))
  }
  const send = () =>
    client.createTransaction(asNewSale(request), deadlineFor("background"))
  const there =
    known ?? (await createOrFindTransaction(row.external_id, send, client))
  return ensureSame(request, there, change)
}

/**
 * Kintsugi accepts committed sales only; one that is cancelled by now is sent
 * as committed first.
 */
const asNewSale = (request: TransactionRequest): TransactionRequest =>
  request.status === "CANCELLED" ? { ...request, status: "COMMITTED" } : request
