import { z } from "@medusajs/framework/zod"
import { isWithin } from "../contract/bounds"

/** At most two digits of exponent, so that a decimal stays short in full. */
const DECIMAL = /^[+-]?(\d+(\.\d*)?|\.\d+)([eE][+-]?\d{1,2})?$/

/**
 * In characters. The contract's longest has forty digits, a sign and a point; a
 * longer one would be written into every tax line.
 */
const MAX_DECIMAL = 60

const isDecimalText = (text: string): boolean =>
  text.length <= MAX_DECIMAL && DECIMAL.test(text)

const isDecimal = (value: unknown): value is string | number =>
  typeof value === "string"
    ? isDecimalText(value)
    : typeof value === "number" && isDecimalText(String(value))

const decimal = z.custom<string | number>(isDecimal, "not a decimal")

/**
 * A decimal as Kintsugi writes it in responses: `"20.00"`, `"0E-9"`. A number
 * is accepted too, since it loses nothing. Kept as a string: money is decimal.
 */
export const decimalSchema = decimal.transform(String)

/** Optional fields are sometimes null, which means the same. */
export const optional = <T extends z.ZodType>(schema: T) =>
  schema.nullish().transform((value) => value ?? undefined)

/** A text of at most `length` characters (code points); longer is invalid. */
export const textUpTo = (length: number) =>
  z
    .string()
    .refine((text) => isWithin(text, length), `over ${length} characters`)

/**
 * A short value: a status, a kind, a day, a country, a Kintsugi id. Where the
 * contract gives a length, it is not longer.
 */
export const word = textUpTo(100)

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
export type EstimatedItem = z.output<typeof estimatedItemSchema>
export type EstimatedTaxItem = z.output<typeof taxItemSchema>

/**
 * The 200 of `POST /v1/tax/estimate`: a page in the contract's schema, the bare
 * object in its example. Both become the list of estimates inside.
 */
export const estimateResponseSchema = z
  .union([z.object({ items: z.array(estimateSchema) }), estimateSchema])
  .transform((body) => ("items" in body ? body.items : [body]))

/** A product in Kintsugi's answer: all fields that an update must send back. */
export const productSchema = z.object({
  /** Kintsugi's own id. */
  id: word,
  external_id: z.string(),
  name: z.string(),
  description: optional(z.string()).optional(),
  sku: optional(z.array(z.string())).optional(),
  status: optional(word).optional(),
  /** A label, as `GET /v1/products/categories` names it. */
  product_category: z.string(),
  product_subcategory: z.string(),
  tax_exempt: optional(z.boolean()).optional(),
  classification_failed: optional(z.boolean()).optional(),
})

export type KintsugiProduct = z.output<typeof productSchema>

/**
 * A page of `GET /v1/products`. Only external ids are checked: most products on
 * it are not the requested one.
 */
export const productPageSchema = z.object({
  items: z.array(z.looseObject({ external_id: optional(z.string()) })),
})

/** The 200 of `GET /v1/products/categories`: the fields that are read. */
export const productCategoriesSchema = z.array(
  z.object({
    name: z.string(),
    subcategories: z.array(
      z.object({
        name: z.string(),
        description: optional(z.string()).optional(),
        /** Whether Kintsugi's merchants often choose it. */
        is_frequent: optional(z.boolean()).optional(),
      })
    ),
  })
)

/** Kintsugi's categories, each with its subcategories. */
export type ProductCategories = z.output<typeof productCategoriesSchema>

/** A 422's `detail` is a list of fields or, as with other statuses, a text. */
export const refusalSchema = z.object({ detail: z.unknown() }).transform(
  ({
    detail,
  }): {
    detail: string
    fields: { path: string; message: string }[]
  } => {
    const list = refusedFieldsSchema.safeParse(detail)
    if (list.success) {
      return {
        detail: list.data
          .map(({ path, message }) => `${path}: ${message}`)
          .join("; ")
          .slice(0, MAX_DETAIL),
        fields: list.data.slice(0, MAX_FIELDS),
      }
    }
    return {
      detail: typeof detail === "string" ? detail.slice(0, MAX_DETAIL) : "",
      fields: [],
    }
  }
)

/** Enough for a log line; a longer one is an accident or an attack. */
const MAX_DETAIL = 500
const MAX_FIELDS = 20
const MAX_PATH = 200

const refusedFieldsSchema = z.array(
  z
    .object({
      loc: z.array(z.union([z.string(), z.number()])),
      msg: z.string(),
    })
    .transform(({ loc, msg }) => ({
      path: loc.join(".").slice(0, MAX_PATH),
      message: msg.slice(0, MAX_DETAIL),
    }))
)
