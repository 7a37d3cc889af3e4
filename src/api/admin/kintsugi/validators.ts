import { z } from "@medusajs/framework/zod"
import { LEDGER_STATES } from "../../../ledger/entry"
import { behaviorShape, isHeaderSafe } from "../../../options"
import { EXEMPTION_TYPES } from "../../../kintsugi-api"
import { RULE_KINDS } from "../../../tax/products/classify"
import {
  readCountryCode,
  readTaxIdCountry,
} from "../../../tax/address/tax-id-country"
import type { BehaviorField } from "../../../workflows/settings/behavior-fields"

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

/** The query of `GET /admin/kintsugi/products`. */
export const productsSchema = pageSchema.extend({
  /** Whether anything in Medusa classifies them; absent: all products. */
  classified: z
    .enum(["true", "false"])
    .transform((value) => value === "true")
    .optional(),
})

/** Longer than any key or id of Kintsugi's. */
const MAX_CREDENTIAL = 500

/** Medusa names the field of most problems itself, but not of this one. */
const credential = (field: string) =>
  z
    // Medusa's own message on a wrong type quotes the input.
    .custom<string>((given) => typeof given === "string", {
      error: `Field '${field}' must be text`,
    })
    .pipe(
      z
        .string()
        .trim()
        .min(1)
        .max(MAX_CREDENTIAL)
        .refine(isHeaderSafe, {
          message: `Field '${field}' has a character that is not allowed in a key or an id`,
        })
    )
    .optional()

const credentials = {
  api_key: credential("api_key"),
  organization_id: credential("organization_id"),
}

/** `null` goes back to the configuration's value. */
const behavior = {
  on_failure: behaviorShape.onFailure.nullish(),
  on_invalid_address: behaviorShape.onInvalidAddress.nullish(),
  on_tax_change: behaviorShape.onTaxChange.nullish(),
  sync_on: behaviorShape.syncOn.nullish(),
  sync_since: behaviorShape.syncSince.nullish(),
  sync_time_zone: behaviorShape.syncTimeZone.nullish(),
  default_category: label.nullish(),
  default_subcategory: label.nullish(),
  shipping_category: label.nullish(),
  shipping_subcategory: label.nullish(),
} satisfies Record<BehaviorField, z.ZodType>

const areBoth = (
  one: string | null | undefined,
  other: string | null | undefined
): boolean =>
  one === null || one === undefined ? one === other : typeof other === "string"

/** The body of `POST /admin/kintsugi/settings`. */
export const settingsSchema = z
  .strictObject({ ...credentials, ...behavior })
  .superRefine((given, context) => {
    for (const kind of ["default", "shipping"] as const) {
      if (!areBoth(given[`${kind}_category`], given[`${kind}_subcategory`])) {
        context.addIssue({
          code: "custom",
          path: [`${kind}_subcategory`],
          message: `${kind}_category and ${kind}_subcategory come in pairs: give both, or null for both`,
        })
      }
    }
    if (Object.values(given).every((value) => value === undefined)) {
      context.addIssue({
        code: "custom",
        message: `there is nothing to save; the fields are ${Object.keys({ ...credentials, ...behavior }).join(", ")}`,
      })
    }
  })

/**
 * The body of `POST /admin/kintsugi/connection-test`; empty: those in effect.
 */
export const connectionTestSchema = z.strictObject(credentials).default({})

const addressField = z.string().trim().max(300)

/** Major units. */
const amount = z
  .union([z.string().trim(), z.number().transform(String)])
  .refine((value) => /^\d{1,9}(\.\d{1,6})?$/.test(value), {
    message: "Field 'amount' must be an amount like 19.99, below a billion",
  })

/** The body of `POST /admin/kintsugi/trial-estimate`. */
export const trialEstimateSchema = z
  .strictObject({
    address: z.strictObject({
      address_1: addressField.optional(),
      address_2: addressField.optional(),
      city: addressField.optional(),
      province: addressField.optional(),
      postal_code: addressField.optional(),
      country_code: z
        .string()
        .trim()
        .regex(/^[a-z]{2}$/i, {
          message: "Field 'country_code' must be two letters, like us",
        }),
    }),
    product_id: id.optional(),
    category: label.optional(),
    subcategory: label.optional(),
    amount,
    currency_code: z
      .string()
      .trim()
      .regex(/^[a-z]{3}$/i, {
        message: "Field 'currency_code' must be three letters, like usd",
      }),
    simulate_registration: z.boolean().default(false),
  })
  .refine((given) => areBoth(given.category, given.subcategory), {
    path: ["subcategory"],
    message: "category and subcategory come in pairs: give both, or neither",
  })

export type SettingsBody = z.infer<typeof settingsSchema>
export type ConnectionTestBody = z.infer<typeof connectionTestSchema>
export type TrialEstimateBody = z.infer<typeof trialEstimateSchema>
export type ClassifyProductBody = z.infer<typeof classifyProductSchema>
export type ClassifyProductsBody = z.infer<typeof classifyProductsSchema>
export type ClassificationRuleBody = z.infer<typeof classificationRuleSchema>
export type SyncProductsBody = z.infer<typeof syncProductsSchema>
export type PageQuery = z.infer<typeof pageSchema>
export type ProductsQuery = z.infer<typeof productsSchema>

const DAY_MS = 24 * 60 * 60 * 1000

/** A day counts as a whole, in UTC: from its midnight, or until the next. */
const moment = (field: "from" | "to") =>
  z
    .union(
      [
        z.iso
          .date()
          .transform(
            (day) => new Date(Date.parse(day) + (field === "to" ? DAY_MS : 0))
          ),
        z.iso
          .datetime({ offset: true, local: true })
          .transform((text) => new Date(text)),
      ],
      {
        error: `Field '${field}' must be a day, such as 2026-01-31, or a date and time, such as 2026-01-31T12:00:00Z`,
      }
    )
    // Dates beyond these are written in ways that the database can't read.
    .refine((at) => at.getUTCFullYear() > 0 && at.getUTCFullYear() < 9999, {
      error: `Field '${field}' is before the year 1 or after the year 9998`,
    })

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
  from: moment("from").optional(),
  to: moment("to").optional(),
})

/** The body of `POST /admin/kintsugi/transactions/retry` and `…/:id/retry`. */
export const nothingSchema = z.strictObject({}).default({})

/** The body of `POST /admin/kintsugi/backfill`. */
export const backfillSchema = z
  .strictObject({
    from: moment("from").optional(),
    to: moment("to").optional(),
  })
  .default({})

/** The body of `POST /admin/kintsugi/reconciliation`. */
export const reconciliationSchema = z
  .strictObject({
    from: moment("from").optional(),
    to: moment("to").optional(),
    repair: z.boolean().optional(),
    take_over: z.boolean().optional(),
  })
  .default({})

export type TransactionsQuery = z.infer<typeof transactionsSchema>
export type BackfillBody = z.infer<typeof backfillSchema>
export type ReconciliationBody = z.infer<typeof reconciliationSchema>

/** `rejectUnstorableText` has made sure that it is one line. */
const line = (max: number) => z.string().trim().max(max)

const country = (message: string) =>
  z.string().transform((given, context) => {
    const code = readCountryCode(given)
    if (code === undefined) {
      context.addIssue({ code: "custom", message })
      return z.NEVER
    }
    return code
  })

const day = (field: string) =>
  z.iso.date(`Field '${field}' must be a day as YYYY-MM-DD`)

/** The body of `POST /admin/kintsugi/customers/:customer_id/exemptions`. */
export const exemptionSchema = z
  .strictObject({
    exemption_type: z.enum(EXEMPTION_TYPES).default("customer"),
    /** Federal Employer Identification Number. */
    fein: line(20)
      .regex(
        /^(\d{2}-?\d{7})?$/,
        "Field 'fein' must be nine digits, such as 12-3456789"
      )
      .default(""),
    sales_tax_id: line(100).default(""),
    country_code: country(
      "Field 'country_code' is not a country: give its two letters, such as US"
    ).default("US"),
    /** States' two letters; empty: the whole country. */
    jurisdictions: z
      .array(
        z
          .string()
          .trim()
          .toUpperCase()
          .regex(
            /^[A-Z]{2,3}$/,
            "Field 'jurisdictions' must list states by their two letters, such as TX"
          )
      )
      .max(60)
      .default([])
      .transform((states) => [...new Set(states)]),
    start_date: day("start_date"),
    end_date: day("end_date").optional(),
    reseller: z.boolean().default(false),
  })
  .superRefine(({ fein, sales_tax_id, start_date, end_date }, context) => {
    if (!fein && !sales_tax_id) {
      context.addIssue({
        code: "custom",
        path: ["fein"],
        message:
          "Field 'fein' or 'sales_tax_id' is required: an exemption needs the number that it was granted for",
      })
    }
    if (end_date && end_date < start_date) {
      context.addIssue({
        code: "custom",
        path: ["end_date"],
        message: "Field 'end_date' is before start_date",
      })
    }
  })

/** The body of `POST /admin/kintsugi/customers/:customer_id/tax-ids`. */
export const taxIdSchema = z
  .strictObject({
    country_code: z.string().trim().toUpperCase().max(50),
    number: line(50).min(1).nullable(),
  })
  .transform(({ country_code, number }, context) => {
    // A tax id that was accepted earlier must be found as it was stored.
    const code = number === null ? country_code : readTaxIdCountry(country_code)
    if (code === undefined) {
      context.addIssue({
        code: "custom",
        path: ["country_code"],
        message:
          "Field 'country_code' is not a country that issues tax ids: give its two letters, such as DE, or XI for Northern Ireland",
      })
      return z.NEVER
    }
    return { country_code: code, number }
  })

/** The body of `POST /admin/kintsugi/customer-groups/:customer_group_id`. */
export const exemptGroupSchema = z.strictObject({
  /** Null: its members are taxed again. */
  reason: line(200).min(1).nullable(),
})

export type ExemptionBody = z.output<typeof exemptionSchema>
export type TaxIdBody = z.output<typeof taxIdSchema>
export type ExemptGroupBody = z.output<typeof exemptGroupSchema>
