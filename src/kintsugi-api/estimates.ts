import { z } from "@medusajs/framework/zod"
import {
  type CategorySpelling,
  categoryIn,
  withSpelling,
} from "./category-spelling"
import type { Deadline } from "./deadlines"
import { badResponse } from "./errors"
import { decimal, decimalSchema, optional, word } from "./field-schemas"
import type { Transport } from "./transport"

/** An address of an estimate: `SHIP_TO` determines where tax is due. */
export type EstimateAddress = {
  type: "SHIP_TO" | "BILL_TO"
  street_1?: string
  street_2?: string
  city?: string
  /** Two letters in the US and Canada; `""` elsewhere, where it is not used. */
  state: string
  postal_code: string
  /** ISO 3166-1 alpha-2, upper case. */
  country: string
}

/** A line of an estimate. */
export type EstimateItem = {
  external_id: string
  /** ISO 8601. */
  date: string
  external_product_id?: string
  product_name?: string
  description?: string
  product_category?: string
  product_subcategory?: string
  quantity: number
  /** The line's total after discounts, before tax, in major units. */
  amount: number
  /** Whether the line is not taxed, regardless of everything else. */
  exempt?: boolean
}

/** The body of `POST /v1/tax/estimate`. */
export type EstimateRequest = {
  /** ISO 8601. */
  date: string
  external_id: string
  /** ISO 4217, upper case. */
  currency: string
  addresses: EstimateAddress[]
  transaction_items: EstimateItem[]
  /** `registration_number` is a business tax id. */
  customer?: { external_id: string; registration_number?: string }
  /** Calculates as if registered there; for trials, never for a sale. */
  simulate_active_registration?: boolean
}

/** Decides nothing: without it, the amounts in the answer are still valid. */
const optionalDecimal = decimal.nullable().default("0")

/*
 * An estimate of a large cart has thousands of these. They are not transformed,
 * since transforming each takes longer than all the rest of the parsing.
 */

const taxItemSchema = z.object({
  /** The jurisdiction's tax, e.g. `Texas State Tax`. */
  name: z.string(),
  /** A fraction: `"0.0625"` is 6.25 %. */
  rate: optionalDecimal,
  /** Major units, at most two decimals. */
  amount: decimal.optional(),
  exempt: z.boolean().nullish(),
  exempt_reason: z.string().nullish(),
})

/** In some places five or six tax the same line; more than this is invalid. */
export const MAX_JURISDICTIONS = 50

const estimatedItemSchema = z.object({
  external_id: z.string().nullish(),
  amount: decimal.nullish(),
  quantity: decimal.nullish(),
  tax_amount: decimal.default("0"),
  taxable_amount: optionalDecimal,
  tax_rate: optionalDecimal,
  exempt: z.boolean().nullish(),
  exempt_reason: z.string().nullish(),
  tax_items: z.array(taxItemSchema).max(MAX_JURISDICTIONS).nullish(),
})

/** One estimate in Kintsugi's answer: the fields that are read. */
export const estimateSchema = z.object({
  external_id: z.string(),
  currency: z.string(),
  transaction_items: z.array(estimatedItemSchema),
  addresses: optional(
    // The status goes into every tax line.
    z.array(z.object({ type: optional(word), status: optional(word) }))
  ),
  total_tax_amount_calculated: optional(decimalSchema),
  has_active_registration: optional(z.boolean()),
})

/** Kintsugi's answer to one estimate; amounts and rates are unchanged. */
export type Estimate = z.output<typeof estimateSchema>

/**
 * The 200 of `POST /v1/tax/estimate`: a page in the contract's schema, the bare
 * object in its example. Both become the list of estimates inside.
 */
export const estimateResponseSchema = z
  .union([z.object({ items: z.array(estimateSchema) }), estimateSchema])
  .transform((body) => ("items" in body ? body.items : [body]))

/** Estimates. Every method throws KintsugiError. */
export type EstimateMethods = {
  /** Estimates a transaction's tax. Creates nothing at Kintsugi. */
  estimateTax(request: EstimateRequest, call: Deadline): Promise<Estimate>
}

export const estimateMethods = (
  transport: Transport,
  spelling: CategorySpelling
): EstimateMethods => ({
  async estimateTax(request, { deadline }) {
    const items = request.transaction_items
    const estimates = await spelling.send(
      items.map(categoryIn),
      (spell) =>
        transport.request({
          method: "POST",
          path: "/v1/tax/estimate",
          body: {
            ...request,
            transaction_items: items.map((item) => withSpelling(item, spell)),
          },
          schema: estimateResponseSchema,
          deadline,
        }),
      deadline
    )
    const [estimate, ...others] = estimates
    if (!estimate || others.length) {
      throw badResponse(`it has ${estimates.length} estimates instead of one`)
    }
    return estimate
  },
})
