import { MathBN } from "@medusajs/framework/utils"
import { boundedId, boundedQuantity } from "../contract/bounds"
import type { CreditNoteRequest, TransactionRequest } from "../kintsugi-api"
import { sumOf } from "../tax/money"
import { type ChargedLine, type ChargedTax, taxOf } from "./charged-lines"
import type { Credit } from "./credit-note-lines"
import type { OrderForLedger } from "./order"
import { externalProductId } from "./placeholder-products"
import { toSaleRequest } from "./sale-request"
import { taxableAmount } from "./taxable-share"
import {
  type LedgerTerms,
  exemptionOf,
  friendlyId,
  rateOf,
  toTaxItem,
  totalOf,
} from "./transaction-lines"
import { addressesOf } from "./transaction-parties"

/** A credit note to be sent. */
export type CreditNote = {
  externalId: string
  at: Date
  credit: Credit
  /** The lines of the sale that it credits. */
  sold: ChargedLine[]
  description: string
}

/**
 * The body of `POST /v1/transactions/{id}/credit_notes`; amounts positive.
 *
 * @throws RangeError where it credits a line that was not sold
 */
export const toCreditNoteRequest = (
  order: OrderForLedger,
  note: CreditNote,
  terms: LedgerTerms
): CreditNoteRequest => {
  const date = note.at.toISOString()
  const { lines } = note.credit
  const [place] = addressesOf(order)
  const items = lines.map((line) => {
    const sold = soldLine(line.id, note.sold)
    return {
      line,
      sold,
      taxable: taxableAmount(line, sold, order.currency_code),
    }
  })
  return {
    external_id: note.externalId,
    ...friendlyId(order),
    date,
    status: "COMMITTED",
    description: note.description,
    currency: order.currency_code.toUpperCase(),
    total_amount: totalOf(lines, terms),
    tax_amount_imported: taxOf(lines).toNumber(),
    taxable_amount: sumOf(items.map(({ taxable }) => taxable)).toNumber(),
    transaction_items: items.map(({ line, sold, taxable }) => ({
      external_id: boundedId(line.id, "line"),
      date,
      external_product_id: boundedId(externalProductId(sold), "product"),
      quantity: boundedQuantity(line.quantity),
      amount: Number(line.net),
      taxable_amount: taxable.toNumber(),
      ...exemptionOf(sold),
      tax_amount_imported: Number(line.tax),
      tax_rate_imported: rateOf(line),
      tax_items: line.taxes
        .filter(isCharged)
        .map((tax) => toTaxItem(tax, place, terms.organizationId)),
    })),
  }
}

/**
 * A credit note in the form of a sale with negative amounts, for organizations
 * where Kintsugi does not accept credit notes. The quantities are positive, as
 * Kintsugi's own clients send them.
 *
 * @throws RangeError where it credits a line that was not sold
 */
export const toNegativeSaleRequest = (
  order: OrderForLedger,
  note: CreditNote & {
    /** See {@link toSaleRequest}. */
    timeZone?: string
  },
  terms: LedgerTerms
): TransactionRequest => {
  const lines = note.credit.lines.map((line) => {
    const sold = soldLine(line.id, note.sold)
    return {
      ...sold,
      quantity: line.quantity,
      net: negate(line.net),
      tax: negate(line.tax),
      taxes: line.taxes
        .filter(isCharged)
        .map((tax) => ({ ...tax, amount: negate(tax.amount) })),
      // The credited part may have no tax of its own.
      taxableShare: sold.taxableShare ?? (Number(sold.tax) === 0 ? "0" : "1"),
    }
  })
  return {
    ...toSaleRequest(
      order,
      {
        externalId: note.externalId,
        at: note.at,
        lines,
        status: "FULLY_REFUNDED",
        timeZone: note.timeZone,
      },
      terms
    ),
    description: note.description,
    related_to: order.id,
  }
}

const soldLine = (id: string, sold: ChargedLine[]): ChargedLine => {
  const line = sold.find((candidate) => candidate.id === id)
  if (!line) {
    throw new RangeError(`A credit note names ${id}, which was not sold.`)
  }
  return line
}

const isCharged = ({ amount }: ChargedTax): boolean => Number(amount) !== 0

const negate = (amount: string): string => MathBN.mult(amount, -1).toFixed()
