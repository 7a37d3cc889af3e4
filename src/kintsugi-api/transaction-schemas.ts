import { z } from "@medusajs/framework/zod"
import { MAX_JURISDICTIONS } from "./estimates"
import { decimalSchema, optional, textUpTo, word } from "./field-schemas"

const amount = optional(decimalSchema)

const text = optional(z.string()).optional()
const maybeWord = optional(word).optional()

/**
 * A line has the imported tax, the originally imported tax, and the tax that
 * Kintsugi calculated, each by jurisdiction. All of it may enter the ledger.
 */
const MAX_TAX_ITEMS = 3 * MAX_JURISDICTIONS

/** The contract's length of a tax's name. */
const taxName = textUpTo(250)

/** The contract's longest identifier; the plugin's own are no longer. */
const identifier = textUpTo(1000)

/** A line of a transaction: the fields that show what was reported. */
const transactionItemSchema = z.object({
  external_id: identifier,
  external_product_id: optional(identifier).optional(),
  product_name: optional(z.string()).optional(),
  quantity: amount.optional(),
  amount: decimalSchema,
  tax_amount_imported: amount.optional(),
  /** An unreadable value is left out, since nothing depends on it. */
  exempt: optional(z.boolean()).optional().catch(undefined),
  tax_exemption: maybeWord.catch(undefined),
  tax_items: optional(
    z
      .array(
        z.object({
          name: taxName,
          rate: decimalSchema,
          amount: decimalSchema,
        })
      )
      .max(MAX_TAX_ITEMS)
  ).optional(),
})

/**
 * Fields that the merchant, or Kintsugi for the merchant, may have set on a
 * transaction: a `PUT` that omits one resets it to its default. An unreadable
 * value is left out, since nothing depends on it.
 */
const merchantFields = {
  /** Whether a marketplace remits the tax. */
  marketplace: optional(z.boolean()).optional().catch(undefined),
  requires_exemption: text.catch(undefined),
  /** `NOT_EXEMPT`, `FULLY_EXEMPT` or `PARTIALLY_EXEMPT`. */
  exempt: text.catch(undefined),
  exemptions: optional(z.array(z.looseObject({})))
    .optional()
    .catch(undefined),
  refund_status: text.catch(undefined),
  tax_liability_source: text.catch(undefined),
  /** `INVOICE` or `SALES_ORDER`. */
  document_type: text.catch(undefined),
  created_from: text.catch(undefined),
  description: text.catch(undefined),
  related_to: text.catch(undefined),
  secondary_source: text.catch(undefined),
}

const merchantFieldsSchema = z.object(merchantFields)

export type MerchantFields = z.output<typeof merchantFieldsSchema>

/** The merchant fields that a transaction has, as a `PUT` takes them. */
export const merchantFieldsOf = (
  transaction: KintsugiLedgerEntry
): Partial<MerchantFields> =>
  Object.fromEntries(
    Object.entries(merchantFieldsSchema.parse(transaction)).filter(
      ([, value]) => value !== undefined
    )
  )

/** A sale or a credit note in Kintsugi's answer: the fields that are read. */
export const transactionSchema = z.object({
  ...merchantFields,
  /** Kintsugi's own id. */
  id: word,
  external_id: identifier,
  /** `SALE`, `FULL_CREDIT_NOTE`, `PARTIAL_CREDIT_NOTE`, … */
  type: maybeWord,
  status: maybeWord,
  date: maybeWord,
  currency: maybeWord,
  /** `API`, or one of Kintsugi's own connectors: `SHOPIFY`, `AMAZON`, … */
  source: maybeWord,
  /** Whether it is in a filing and can no longer be changed. */
  locked: optional(z.boolean()).optional(),
  /** With or without tax, as it was sent; net by default. */
  total_amount: amount.optional(),
  /** With tax, in Kintsugi's own arithmetic. */
  final_total_amount: amount.optional().catch(undefined),
  total_tax_amount_imported: amount.optional(),
  /** What Kintsugi itself would have charged. */
  total_tax_amount_calculated: amount.optional(),
  addresses: optional(
    z.array(
      z.object({
        type: maybeWord,
        is_unincorporated: optional(z.boolean()).optional(),
      })
    )
  )
    .optional()
    .catch(undefined),
  /** Absent if they can't be read: few callers need the lines. */
  transaction_items: optional(z.array(transactionItemSchema))
    .optional()
    .catch(undefined),
})

export type KintsugiLedgerEntry = z.output<typeof transactionSchema>

/** The contract's 202 has the transaction, or a list of one. */
export const transactionResponseSchema = z
  .union([z.tuple([transactionSchema]), transactionSchema])
  .transform((body) => (Array.isArray(body) ? body[0] : body))

/** The body of `GET /v1/transactions/{id}/related_transactions`. */
export const transactionListSchema = z.array(transactionSchema)

/** A page of `GET /v1/transactions`. */
export const transactionPageSchema = z
  .object({
    items: z.array(transactionSchema),
    page: optional(z.number()).optional(),
    pages: optional(z.number()).optional(),
  })
  .transform(({ items, page, pages }) => ({
    items,
    page: page ?? 1,
    pages: pages ?? 1,
  }))
