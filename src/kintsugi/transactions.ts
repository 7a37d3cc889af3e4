import { badResponse, isKintsugiError } from "./errors"
import type { Deadline } from "./client"
import {
  type KintsugiTransaction,
  transactionPageSchema,
  transactionResponseSchema,
} from "./transaction-schemas"
import type { Transport } from "./transport"

export type TransactionTaxItem = {
  organization_id: string
  /** At most 250 characters. */
  name: string
  /** A fraction. */
  rate: number
  /** In major units. */
  amount: number
  type: "IMPORTED"
}

export type TransactionItem = {
  organization_id: string
  external_id: string
  /** ISO 8601. */
  date: string
  external_product_id: string
  product?: string
  product_name?: string
  product_description?: string
  quantity: number
  /** The line's total after discounts, before tax, in major units. */
  amount: number
  exempt?: true
  tax_exemption?: "CUSTOMER"
  tax_amount_imported: number
  /** A fraction. */
  tax_rate_imported: number
  tax_items: TransactionTaxItem[]
}

export type TransactionAddress = {
  type: "SHIP_TO" | "BILL_TO"
  street_1?: string
  street_2?: string
  city?: string
  state?: string
  postal_code?: string
  country?: string
}

/** The body of `POST /v1/transactions`. */
export type TransactionRequest = {
  organization_id: string
  /** Unique. */
  external_id: string
  external_friendly_id?: string
  /** ISO 8601. */
  date: string
  type: "SALE"
  status: "COMMITTED" | "CANCELLED" | "FULLY_REFUNDED" | "PARTIALLY_REFUNDED"
  source: "API"
  description?: string
  related_to?: string
  /** ISO 4217, upper case. */
  currency: string
  exempt?: "FULLY_EXEMPT" | "PARTIALLY_EXEMPT"
  total_amount: number
  total_tax_amount_imported: number
  customer: {
    organization_id: string
    external_id: string
    name?: string
    email?: string
  }
  addresses: TransactionAddress[]
  transaction_items: TransactionItem[]
}

/** The body of `PUT /v1/transactions/{id}`, which replaces the transaction. */
export type TransactionUpdate = Omit<
  TransactionRequest,
  "type" | "customer"
> & {
  customer: Omit<TransactionRequest["customer"], "organization_id">
}

/** The body of `POST /v1/transactions/{id}/credit_notes`; all positive. */
export type CreditNoteRequest = {
  external_id: string
  date: string
  status: "COMMITTED"
  description?: string
  currency: string
  total_amount: number
  tax_amount_imported: number
  transaction_items: Omit<
    TransactionItem,
    "organization_id" | "product" | "product_name" | "product_description"
  >[]
}

export type TransactionsPage = {
  items: KintsugiTransaction[]
  page: number
  pages: number
}

/** Sales and credit notes at Kintsugi. Every method throws KintsugiError. */
export type TransactionMethods = {
  /**
   * Not sent twice: look for the transaction where no answer came back.
   *
   * @throws KintsugiConflictError or KintsugiInvalidRequestError on a repeat
   */
  createTransaction(
    transaction: TransactionRequest,
    call: Deadline
  ): Promise<KintsugiTransaction>
  /** @param id - Kintsugi's own */
  updateTransaction(
    id: string,
    transaction: TransactionUpdate,
    call: Deadline
  ): Promise<KintsugiTransaction>
  /** The transaction under this id of ours, if there is one. */
  findTransaction(
    externalId: string,
    call: Deadline
  ): Promise<KintsugiTransaction | undefined>
  /**
   * Not sent twice, as {@link TransactionMethods.createTransaction}.
   *
   * @param id - Kintsugi's own, of the sale
   */
  createCreditNote(
    id: string,
    note: CreditNoteRequest,
    call: Deadline
  ): Promise<KintsugiTransaction>
  /**
   * Transactions by date, oldest first: all of this time, and others of the
   * days around it, since Kintsugi knows days only.
   */
  listTransactions(
    query: {
      from: Date
      to: Date
      /** From 1 on. */
      page: number
      /** At most 100. */
      size: number
    },
    call: Deadline
  ): Promise<TransactionsPage>
}

/**
 * How long one attempt may take, in ms: no cart waits for it, and who gives up
 * on a slow answer finds the transaction there the next time.
 */
const ATTEMPT_MS = 15_000

/** Kintsugi's default leaves out transactions whose address is blank. */
const ADDRESS_STATUSES =
  "UNVERIFIED,INVALID,PARTIALLY_VERIFIED,VERIFIED,UNVERIFIABLE,BLANK"

const DAY_MS = 24 * 60 * 60 * 1000

/** The day that many days after, in whichever time zone Kintsugi reads it. */
const dayNear = (at: Date, days: number): string =>
  new Date(at.getTime() + days * DAY_MS).toISOString().slice(0, 10)

export const transactionMethods = (
  transport: Transport
): TransactionMethods => ({
  createTransaction: (transaction, { deadline }) =>
    transport.request({
      method: "POST",
      path: "/v1/transactions",
      body: transaction,
      schema: transactionResponseSchema,
      once: true,
      timeoutMs: ATTEMPT_MS,
      deadline,
    }),

  updateTransaction: (id, transaction, { deadline }) =>
    transport.request({
      method: "PUT",
      path: `/v1/transactions/${encodeURIComponent(id)}`,
      body: transaction,
      schema: transactionResponseSchema,
      timeoutMs: ATTEMPT_MS,
      deadline,
    }),

  async findTransaction(externalId, { deadline }) {
    try {
      const found = await transport.request({
        method: "GET",
        path: `/v1/transactions/external/${encodeURIComponent(externalId)}`,
        schema: transactionResponseSchema,
        timeoutMs: ATTEMPT_MS,
        deadline,
      })
      if (found.external_id !== externalId) {
        throw badResponse("it is another transaction than the one asked for")
      }
      return found
    } catch (error) {
      if (isKintsugiError(error) && error.code === "not_found") {
        return undefined
      }
      throw error
    }
  },

  createCreditNote: (id, note, { deadline }) =>
    transport.request({
      method: "POST",
      path: `/v1/transactions/${encodeURIComponent(id)}/credit_notes`,
      body: note,
      schema: transactionResponseSchema,
      once: true,
      timeoutMs: ATTEMPT_MS,
      deadline,
    }),

  listTransactions: ({ from, to, page, size }, { deadline }) =>
    transport.request({
      method: "GET",
      path: "/v1/transactions",
      query: {
        date__gte: dayNear(from, -1),
        date__lte: dayNear(to, 1),
        address_status__in: ADDRESS_STATUSES,
        order_by: "date",
        page,
        size,
      },
      schema: transactionPageSchema,
      timeoutMs: ATTEMPT_MS,
      deadline,
    }),
})
