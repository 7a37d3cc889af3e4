import { z } from "@medusajs/framework/zod"
import { decimalSchema, maybe } from "./schemas"

const amount = maybe(decimalSchema)

/** A line of a transaction, as far as it says what was told. */
const transactionItemSchema = z.object({
  external_id: z.string(),
  external_product_id: maybe(z.string()).optional(),
  product_name: maybe(z.string()).optional(),
  quantity: amount.optional(),
  amount: decimalSchema,
  tax_amount_imported: amount.optional(),
  tax_items: maybe(
    z.array(
      z.object({
        name: z.string(),
        rate: decimalSchema,
        amount: decimalSchema,
      })
    )
  ).optional(),
})

/** A sale or a credit note as Kintsugi answers it, as far as it is read. */
export const transactionSchema = z.object({
  /** Kintsugi's own id. */
  id: z.string(),
  external_id: z.string(),
  /** `SALE`, `FULL_CREDIT_NOTE`, `PARTIAL_CREDIT_NOTE`, … */
  type: maybe(z.string()).optional(),
  status: maybe(z.string()).optional(),
  date: maybe(z.string()).optional(),
  currency: maybe(z.string()).optional(),
  /** `API`, or one of Kintsugi's own connectors: `SHOPIFY`, `AMAZON`, … */
  source: maybe(z.string()).optional(),
  /** Whether it is in a filing and cannot be changed any more. */
  locked: maybe(z.boolean()).optional(),
  /** In the terms in which it was sent, net by default. */
  total_amount: amount.optional(),
  total_tax_amount_imported: amount.optional(),
  /** What Kintsugi itself would have charged. */
  total_tax_amount_calculated: amount.optional(),
  /** Absent where they can't be read: few answers are read so closely. */
  transaction_items: maybe(z.array(transactionItemSchema))
    .optional()
    .catch(undefined),
})

export type KintsugiTransaction = z.output<typeof transactionSchema>

/** The contract's 202 is the transaction, or a list of one. */
export const transactionResponseSchema = z
  .union([z.tuple([transactionSchema]), transactionSchema])
  .transform((body) => (Array.isArray(body) ? body[0] : body))

/** A page of `GET /v1/transactions`. */
export const transactionPageSchema = z
  .object({
    items: z.array(transactionSchema),
    page: maybe(z.number()).optional(),
    pages: maybe(z.number()).optional(),
  })
  .transform(({ items, page, pages }) => ({
    items,
    page: page ?? 1,
    pages: pages ?? 1,
  }))
