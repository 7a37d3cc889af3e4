import { z } from "@medusajs/framework/zod"

const DECIMAL = /^[+-]?(\d+(\.\d*)?|\.\d+)([eE][+-]?\d{1,3})?$/

const isDecimal = (value: unknown): value is string | number =>
  typeof value === "string"
    ? DECIMAL.test(value)
    : typeof value === "number" && Number.isFinite(value)

const decimal = z.custom<string | number>(isDecimal, "not a decimal")

/**
 * A decimal as Kintsugi writes it in responses: `"20.00"`, `"0E-9"`. A number
 * is taken too, as nothing is lost by it. Kept as a string: money is decimal.
 */
export const decimalSchema = decimal.transform(String)

/** Optional fields come as null now and then, which means the same. */
export const maybe = <T extends z.ZodType>(schema: T) =>
  schema.nullish().transform((value) => value ?? undefined)

/** What decides nothing is no reason not to believe the amounts beside it. */
const leftOut = decimal.nullable().default("0")

/*
 * An estimate of a large cart has thousands of these: as they came, since a
 * transform of each takes longer than all the rest of the reading.
 */

const taxItemSchema = z.object({
  /** The jurisdiction's tax, e.g. `Texas State Tax`. */
  name: z.string(),
  /** A fraction: `"0.0625"` is 6.25 %. */
  rate: leftOut,
  /** Major units, at most two decimals. */
  amount: decimal.optional(),
  exempt: z.boolean().nullish(),
  exempt_reason: z.string().nullish(),
})

const estimatedItemSchema = z.object({
  external_id: z.string().nullish(),
  tax_amount: decimal.default("0"),
  taxable_amount: leftOut,
  tax_rate: leftOut,
  exempt: z.boolean().nullish(),
  exempt_reason: z.string().nullish(),
  tax_items: z.array(taxItemSchema).nullish(),
})

/** One estimate as Kintsugi answers it, as far as it is read. */
export const estimateSchema = z.object({
  external_id: z.string(),
  currency: z.string(),
  transaction_items: z.array(estimatedItemSchema),
  addresses: maybe(
    z.array(z.object({ type: maybe(z.string()), status: maybe(z.string()) }))
  ),
  total_tax_amount_calculated: maybe(decimalSchema),
  has_active_registration: maybe(z.boolean()),
})

/** Kintsugi's answer to one estimate; amounts and rates as they came. */
export type Estimate = z.output<typeof estimateSchema>
export type EstimatedItem = z.output<typeof estimatedItemSchema>
export type EstimatedTaxItem = z.output<typeof taxItemSchema>

/**
 * The 200 of `POST /v1/tax/estimate`: the contract's schema says a page, its
 * example the bare object. Both become the list of estimates inside.
 */
export const estimateResponseSchema = z
  .union([z.object({ items: z.array(estimateSchema) }), estimateSchema])
  .transform((body) => ("items" in body ? body.items : [body]))

/** A product as Kintsugi answers it; whatever an update must send back. */
export const productSchema = z.object({
  /** Kintsugi's own id. */
  id: z.string(),
  external_id: z.string(),
  name: z.string(),
  description: maybe(z.string()).optional(),
  sku: maybe(z.array(z.string())).optional(),
  status: maybe(z.string()).optional(),
  /** A label, as `GET /v1/products/categories` names it. */
  product_category: z.string(),
  product_subcategory: z.string(),
  tax_exempt: maybe(z.boolean()).optional(),
  classification_failed: maybe(z.boolean()).optional(),
})

export type KintsugiProduct = z.output<typeof productSchema>

/**
 * A page of `GET /v1/products`. Products that are not asked for are not looked
 * at any closer.
 */
export const productPageSchema = z.object({
  items: z.array(z.looseObject({ external_id: maybe(z.string()) })),
})

/** The 200 of `GET /v1/products/categories`, as far as it is read. */
export const productCategoriesSchema = z.array(
  z.object({
    name: z.string(),
    subcategories: z.array(
      z.object({
        name: z.string(),
        description: maybe(z.string()).optional(),
        /** Whether Kintsugi's merchants often choose it. */
        is_frequent: maybe(z.boolean()).optional(),
      })
    ),
  })
)

/** Kintsugi's categories, each with its subcategories. */
export type ProductCategories = z.output<typeof productCategoriesSchema>

/** A 422's `detail` is a list of fields, or (like other statuses') a text. */
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
        fields: list.data,
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

const refusedFieldsSchema = z.array(
  z
    .object({
      loc: z.array(z.union([z.string(), z.number()])),
      msg: z.string(),
    })
    .transform(({ loc, msg }) => ({ path: loc.join("."), message: msg }))
)
