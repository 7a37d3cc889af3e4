import { z } from "@medusajs/framework/zod"
import { LEDGER_STATES } from "../../../tax/books/ledger"
import { RULE_KINDS } from "../../../tax/classification"

/** How many products one request may classify or sync. */
export const MAX_PRODUCTS = 1_000

const id = z.string().trim().min(1).max(200)

/** Kintsugi's longest label has some hundred characters. */
const label = z.string().trim().min(1).max(300)

const pair = {
  category: label.nullable(),
  subcategory: label.nullable(),
}

const COMES_IN_PAIRS =
  "category and subcategory come in pairs: give both, or null for both to clear the classification"

const isPair = (given: {
  category: string | null
  subcategory: string | null
}): boolean => (given.category === null) === (given.subcategory === null)

/** The body of `POST /admin/kintsugi/products/:product_id`. */
export const classifyProductSchema = z
  .strictObject(pair)
  .refine(isPair, { message: COMES_IN_PAIRS })

/** The body of `POST /admin/kintsugi/products`. */
export const classifyProductsSchema = z.strictObject({
  classifications: z
    .array(
      z
        .strictObject({ product_id: id, ...pair })
        .refine(isPair, { message: COMES_IN_PAIRS })
    )
    .min(1)
    .max(MAX_PRODUCTS)
    .superRefine((classifications, context) => {
      const seen = new Set<string>()
      for (const { product_id } of classifications) {
        if (seen.has(product_id)) {
          context.addIssue({
            code: "custom",
            message: `product ${product_id} is named more than once`,
          })
        }
        seen.add(product_id)
      }
    }),
})

/** The body of `POST /admin/kintsugi/classification-rules`. */
export const classificationRuleSchema = z.strictObject({
  kind: z.enum(RULE_KINDS),
  reference_id: id,
  category: label,
  subcategory: label,
})

/** The body of `POST /admin/kintsugi/products/sync`; empty: all products. */
export const syncProductsSchema = z
  .strictObject({
    product_ids: z.array(id).min(1).max(MAX_PRODUCTS).optional(),
  })
  .default({})

/** The query of a list. */
export const pageSchema = z.object({
  limit: z.coerce.number().int().min(1).max(200).default(20),
  offset: z.coerce.number().int().min(0).default(0),
  q: z.string().trim().max(200).optional(),
})

export type ClassifyProductBody = z.infer<typeof classifyProductSchema>
export type ClassifyProductsBody = z.infer<typeof classifyProductsSchema>
export type ClassificationRuleBody = z.infer<typeof classificationRuleSchema>
export type SyncProductsBody = z.infer<typeof syncProductsSchema>
export type PageQuery = z.infer<typeof pageSchema>

const moment = z.coerce.date()

const oneOrMore = <T extends z.ZodType>(schema: T) =>
  z.union([
    z.array(schema),
    schema.transform((value) => [value] as z.output<T>[]),
  ])

/** The query of `GET /admin/kintsugi/transactions`. */
export const transactionsSchema = z.object({
  limit: z.coerce.number().int().min(1).max(200).default(20),
  offset: z.coerce.number().int().min(0).default(0),
  q: z.string().trim().max(200).optional(),
  state: oneOrMore(z.enum(LEDGER_STATES)).optional(),
  type: oneOrMore(z.enum(["sale", "credit_note"])).optional(),
  order_id: id.optional(),
  from: moment.optional(),
  to: moment.optional(),
})

/** The body of `POST /admin/kintsugi/backfill`. */
export const backfillSchema = z
  .strictObject({ from: moment.optional(), to: moment.optional() })
  .default({})

/** The body of `POST /admin/kintsugi/reconciliation`. */
export const reconciliationSchema = z
  .strictObject({
    from: moment.optional(),
    to: moment.optional(),
    mend: z.boolean().optional(),
  })
  .default({})

export type TransactionsQuery = z.infer<typeof transactionsSchema>
export type BackfillBody = z.infer<typeof backfillSchema>
export type ReconciliationBody = z.infer<typeof reconciliationSchema>
