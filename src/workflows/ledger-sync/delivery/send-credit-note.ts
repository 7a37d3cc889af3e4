import {
  type CreditNoteRequest,
  type KintsugiError,
  type KintsugiLedgerEntry,
  type TransactionRequest,
  asPhrase,
  deadlineFor,
  isKintsugiError,
} from "../../../kintsugi-api"
import type { KintsugiConnection } from "../../../modules/kintsugi/settings/effective-settings"
import { type Delivery, soldLinesOf } from "./delivery"
import { classifyFailure } from "./delivery-failure"
import { DiffersAtKintsugi, differencesFrom } from "./differs-at-kintsugi"
import { createOrFindTransaction, ensureSame, findIfKnown } from "./ensure-same"
import { refusedProduct } from "./product-failure"
import { toCreditNoteUpdate, toUpdate } from "./to-update"

/**
 * Creates or changes a credit note at Kintsugi, in either of its forms, so that
 * Kintsugi has what the row's request says.
 *
 * @returns the credit note as Kintsugi has it
 * @throws KintsugiError; DiffersAtKintsugi
 */
export const sendCreditNote = async (
  delivery: Delivery,
  { client }: KintsugiConnection
): Promise<KintsugiLedgerEntry> => {
  const { row } = delivery
  const known = await findIfKnown(delivery, client)
  const { send, change } = requestsOf(delivery, client)
  const there =
    known ?? (await createOrFindTransaction(row.external_id, send, client))
  return ensureSame(row.request, there, async (id) => {
    try {
      return await change(id, there)
    } catch (error) {
      if (isKintsugiError(error) && isAboutNote(error, delivery)) {
        throw new DiffersAtKintsugi(
          there,
          differencesFrom(row.request, there),
          `Kintsugi did not accept a change to it (${asPhrase(error.plainMessage)}).`
        )
      }
      throw error
    }
  })
}

/**
 * Whether a change was refused because of the credit note's content: a refused
 * key, a product and a retryable failure are not about the note.
 */
const isAboutNote = (error: KintsugiError, delivery: Delivery): boolean =>
  !classifyFailure(error).isRetryable &&
  !refusedProduct(error, delivery.row.request, soldLinesOf(delivery))

type Requests = {
  send: () => Promise<KintsugiLedgerEntry>
  change: (
    id: string,
    there: KintsugiLedgerEntry
  ) => Promise<KintsugiLedgerEntry>
}

/** The requests that create and change a credit note, by its form. */
const requestsOf = (
  { row: { sent_as, request }, sale }: Delivery,
  client: KintsugiConnection["client"]
): Requests =>
  sent_as === "negative_sale"
    ? negativeSaleRequests(request as unknown as TransactionRequest, client)
    : creditNoteRequests(
        request as unknown as CreditNoteRequest,
        sale?.kintsugi_id ?? "",
        client
      )

const negativeSaleRequests = (
  sale: TransactionRequest,
  client: KintsugiConnection["client"]
): Requests => ({
  send: () => client.createTransaction(sale, deadlineFor("background")),
  change: (id, there) =>
    client.updateTransaction(
      id,
      toUpdate(sale, there, null),
      deadlineFor("background")
    ),
})

const creditNoteRequests = (
  note: CreditNoteRequest,
  saleId: string,
  client: KintsugiConnection["client"]
): Requests => ({
  send: () => client.createCreditNote(saleId, note, deadlineFor("background")),
  change: (id, there) =>
    client.updateCreditNote(
      saleId,
      id,
      toCreditNoteUpdate(note, there),
      deadlineFor("background")
    ),
})
