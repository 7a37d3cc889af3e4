import { z } from "@medusajs/framework/zod"
import { badResponse, isKintsugiError } from "./errors"
import { BACKGROUND_ATTEMPT_MS, type Deadline } from "./deadlines"
import {
  type KintsugiLedgerEntry,
  transactionListSchema,
  type MerchantFields,
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
  /** At most 100 characters. */
  jurisdiction_name?: string
  jurisdiction_type?: "COUNTRY" | "STATE"
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
  /** How much of the amount is taxable, in major units. */
  taxable_amount: number
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
  /** The `external_id` under which its tax was estimated. */
  secondary_external_id?: string
  /** ISO 8601. */
  date: string
  /** The day in the shop, `YYYY-MM-DD`, and the shop's time zone (IANA). */
  shop_date?: string
  shop_date_tz?: string
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
  taxable_amount: number
  customer: {
    organization_id: string
    external_id: string
    name?: string
    email?: string
  }
  addresses: TransactionAddress[]
  transaction_items: TransactionItem[]
}

/**
 * The body of `PUT /v1/transactions/{id}`, which replaces the transaction:
 * omitted fields go to their defaults.
 */
export type TransactionUpdate = Omit<
  TransactionRequest,
  "type" | "customer" | "exempt" | "addresses" | "transaction_items"
> & {
  customer: Omit<TransactionRequest["customer"], "organization_id">
  transaction_items: (Omit<TransactionItem, "exempt" | "tax_exemption"> &
    ExemptAtKintsugi)[]
  addresses: (TransactionAddress & { is_unincorporated?: true })[]
} & Partial<MerchantFields>

/** The body of `POST /v1/transactions/{id}/credit_notes`; all positive. */
export type CreditNoteRequest = {
  external_id: string
  external_friendly_id?: string
  date: string
  status: "COMMITTED"
  description?: string
  currency: string
  total_amount: number
  tax_amount_imported: number
  taxable_amount: number
  transaction_items: Omit<
    TransactionItem,
    | "organization_id"
    | "product"
    | "product_name"
    | "product_description"
    | "exempt"
  >[]
}

type CreditNoteItem = CreditNoteRequest["transaction_items"][number]

/**
 * The body of `PUT …/credit_notes/{id}`, which replaces the credit note:
 * omitted fields go to their defaults.
 */
export type CreditNoteUpdate = Omit<CreditNoteRequest, "transaction_items"> & {
  marketplace?: boolean
  transaction_items: (Omit<CreditNoteItem, "tax_exemption"> &
    Pick<ExemptAtKintsugi, "tax_exemption">)[]
}

/** How a line is marked at Kintsugi, by the plugin or by the merchant. */
export type ExemptAtKintsugi = {
  exempt?: boolean
  /** A word of the contract's TaxExemptionEnum. */
  tax_exemption?: string
}

export type TransactionsPage = {
  items: KintsugiLedgerEntry[]
  page: number
  pages: number
}

/** Sales and credit notes at Kintsugi. Every method throws KintsugiError. */
export type TransactionMethods = {
  /**
   * Not sent twice: look for the transaction if no answer came back.
   *
   * @throws KintsugiConflictError or KintsugiInvalidRequestError on a repeat
   */
  createTransaction(
    transaction: TransactionRequest,
    call: Deadline
  ): Promise<KintsugiLedgerEntry>
  /** @param id - Kintsugi's id */
  updateTransaction(
    id: string,
    transaction: TransactionUpdate,
    call: Deadline
  ): Promise<KintsugiLedgerEntry>
  /** The transaction with this id of ours, if there is one. */
  findTransaction(
    externalId: string,
    call: Deadline
  ): Promise<KintsugiLedgerEntry | undefined>
  /**
   * Not sent twice, like {@link TransactionMethods.createTransaction}.
   *
   * @param id - the sale's Kintsugi id
   */
  createCreditNote(
    id: string,
    note: CreditNoteRequest,
    call: Deadline
  ): Promise<KintsugiLedgerEntry>
  /**
   * A transaction's related ones: a credit note's sale, a sale's credit notes.
   *
   * @param id - Kintsugi's id
   */
  relatedTransactions(
    id: string,
    call: Deadline
  ): Promise<KintsugiLedgerEntry[]>
  /**
   * Replaces a credit note, as long as it is not in a filing.
   *
   * @param saleId - the sale's Kintsugi id
   * @param id - the credit note's Kintsugi id
   */
  updateCreditNote(
    saleId: string,
    id: string,
    note: CreditNoteUpdate,
    call: Deadline
  ): Promise<KintsugiLedgerEntry>
  /**
   * Marks a transaction as one of tax only, collected or refunded: a sale
   * becomes `TAX_COLLECTION`, a credit note `TAX_REFUND`. In Kintsugi's client
   * libraries since 2026-09-12, but not in the published contract. Safe to
   * repeat.
   *
   * @param id - Kintsugi's id
   */
  markTaxOnly(id: string, call: Deadline): Promise<void>
  /**
   * Archives a sale or a credit note: it no longer counts. Safe to repeat.
   *
   * @param id - Kintsugi's id
   */
  archiveTransaction(id: string, call: Deadline): Promise<void>
  /**
   * Transactions by date, oldest first: all of this period, and others from the
   * days around it, since Kintsugi filters by day.
   */
  listTransactions(
    query: {
      from: Date
      to: Date
      /** Starts at 1. */
      page: number
      /** At most 100. */
      size: number
    },
    call: Deadline
  ): Promise<TransactionsPage>
}

/** Kintsugi's default leaves out transactions whose address is blank. */
const ADDRESS_STATUSES =
  "UNVERIFIED,INVALID,PARTIALLY_VERIFIED,VERIFIED,UNVERIFIABLE,BLANK"

const DAY_MS = 24 * 60 * 60 * 1000

/** The UTC date `days` later. A margin: Kintsugi's time zone is unknown. */
const shiftDay = (at: Date, days: number): string =>
  new Date(at.getTime() + days * DAY_MS).toISOString().slice(0, 10)

export const transactionMethods = (
  transport: Transport
): TransactionMethods => ({
  createTransaction: (transaction, limits) =>
    transport.request({
      method: "POST",
      path: "/v1/transactions",
      body: transaction,
      schema: transactionResponseSchema,
      once: true,
      timeoutMs: BACKGROUND_ATTEMPT_MS,
      ...limits,
    }),

  updateTransaction: (id, transaction, limits) =>
    transport.request({
      method: "PUT",
      path: `/v1/transactions/${encodeURIComponent(id)}`,
      body: transaction,
      schema: transactionResponseSchema,
      timeoutMs: BACKGROUND_ATTEMPT_MS,
      ...limits,
    }),

  async findTransaction(externalId, limits) {
    try {
      const found = await transport.request({
        method: "GET",
        path: `/v1/transactions/external/${encodeURIComponent(externalId)}`,
        schema: transactionResponseSchema,
        timeoutMs: BACKGROUND_ATTEMPT_MS,
        ...limits,
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

  createCreditNote: (id, note, limits) =>
    transport.request({
      method: "POST",
      path: `/v1/transactions/${encodeURIComponent(id)}/credit_notes`,
      body: note,
      schema: transactionResponseSchema,
      once: true,
      timeoutMs: BACKGROUND_ATTEMPT_MS,
      ...limits,
    }),

  relatedTransactions: (id, limits) =>
    transport.request({
      method: "GET",
      path: `/v1/transactions/${encodeURIComponent(id)}/related_transactions`,
      schema: transactionListSchema,
      timeoutMs: BACKGROUND_ATTEMPT_MS,
      ...limits,
    }),

  updateCreditNote: (saleId, id, note, limits) =>
    transport.request({
      method: "PUT",
      path: `/v1/transactions/${encodeURIComponent(saleId)}/credit_notes/${encodeURIComponent(id)}`,
      body: note,
      schema: transactionResponseSchema,
      timeoutMs: BACKGROUND_ATTEMPT_MS,
      ...limits,
    }),
  async markTaxOnly(id, limits) {
    await transport.request({
      method: "POST",
      path: `/v1/transactions/${encodeURIComponent(id)}/tax_only`,
      body: { tax_only: true },
      schema: z.unknown(),
      timeoutMs: BACKGROUND_ATTEMPT_MS,
      ...limits,
    })
  },

  async archiveTransaction(id, limits) {
    await transport.request({
      method: "POST",
      path: "/v1/transactions/archive",
      query: { transaction_id: id },
      schema: z.unknown(),
      timeoutMs: BACKGROUND_ATTEMPT_MS,
      ...limits,
    })
  },

  listTransactions: ({ from, to, page, size }, limits) =>
    transport.request({
      method: "GET",
      path: "/v1/transactions",
      query: {
        date__gte: shiftDay(from, -1),
        date__lte: shiftDay(to, 1),
        address_status__in: ADDRESS_STATUSES,
        order_by: "date",
        page,
        size,
      },
      schema: transactionPageSchema,
      timeoutMs: BACKGROUND_ATTEMPT_MS,
      ...limits,
    }),
})
