import { boundedId } from "../../../contract/bounds"
import {
  type CreditNoteRequest,
  type CreditNoteUpdate,
  type ExemptAtKintsugi,
  type KintsugiLedgerEntry,
  type TransactionRequest,
  type TransactionUpdate,
  merchantFieldsOf,
} from "../../../kintsugi-api"
import { exemptStatus } from "../../../ledger/sale-request"
import type { SaleContent } from "../entry-rows"

/**
 * The body of a `PUT` for a sale. It has no type, and its customer no
 * organization. A `PUT` replaces the transaction, so it also carries what the
 * merchant set at Kintsugi (`marketplace`, an exemption, an unincorporated
 * address, …), unless the plugin sets that field itself.
 *
 * @param there - the transaction as Kintsugi has it
 * @param sent - what Kintsugi was sent of it last
 */
export const toUpdate = (
  request: TransactionRequest,
  there: KintsugiLedgerEntry | undefined,
  sent: SaleContent | null
): TransactionUpdate => {
  const { name, email, external_id } = request.customer
  const { exempt, ...theirs } = there ? merchantFieldsOf(there) : {}
  // What the plugin sent as exempt before was not set by the merchant.
  const isOurs = exempt === exemptStatus(sent?.lines ?? []).exempt
  const update: TransactionUpdate & { type?: string } = {
    ...theirs,
    ...(exempt && !isOurs && { exempt }),
    ...request,
    customer: { external_id, name, email },
    transaction_items: request.transaction_items.map((item) => ({
      ...exemptByMerchant(item.external_id, there, sent),
      ...item,
    })),
    addresses: request.addresses.map((address) => ({
      ...address,
      ...(isUnincorporated(address.type, there) && { is_unincorporated: true }),
    })),
  }
  delete update.type
  return update
}

/**
 * The body of a `PUT` for a credit note. Like that of a sale, it replaces the
 * credit note, so it carries what the merchant set at Kintsugi.
 *
 * @param there - the credit note as Kintsugi has it
 */
export const toCreditNoteUpdate = (
  note: CreditNoteRequest,
  there: KintsugiLedgerEntry
): CreditNoteUpdate => ({
  ...(there.marketplace !== undefined && { marketplace: there.marketplace }),
  ...note,
  transaction_items: note.transaction_items.map((item) => {
    const { tax_exemption } = exemptByMerchant(item.external_id, there, null)
    return { ...(tax_exemption && { tax_exemption }), ...item }
  }),
})

/** The other values are Kintsugi's own results, which it derives again. */
const SET_BY_MERCHANTS: ReadonlySet<string> = new Set([
  "CUSTOMER",
  "WHOLESALE",
  "TRANSACTION",
])

/**
 * How the merchant marked a line at Kintsugi. What the plugin sent as exempt
 * before was not set by the merchant.
 */
const exemptByMerchant = (
  itemId: string,
  there: KintsugiLedgerEntry | undefined,
  sent: SaleContent | null
): ExemptAtKintsugi => {
  const isOurs = sent?.lines.some(
    ({ id, exempt }) => exempt && boundedId(id, "line") === itemId
  )
  const { exempt, tax_exemption } =
    there?.transaction_items?.find(
      ({ external_id }) => external_id === itemId
    ) ?? {}
  return isOurs || (tax_exemption && !SET_BY_MERCHANTS.has(tax_exemption))
    ? {}
    : { ...(exempt && { exempt }), ...(tax_exemption && { tax_exemption }) }
}

/** City tax does not apply there; Medusa has no such field. */
const isUnincorporated = (
  type: string,
  there: KintsugiLedgerEntry | undefined
): boolean =>
  there?.addresses?.some(
    (address) => address.type === type && address.is_unincorporated
  ) ?? false
