import { z } from "@medusajs/framework/zod"
import { addressFields, areBoth, countryCode, id, label } from "../validators"

/** More lines than a merchant tries by hand. */
const MAX_LINES = 50

/** Major units. */
const amount = (field: string) =>
  z
    .union([z.string().trim(), z.number().transform(String)], {
      error: `Field '${field}' must be an amount like 19.99, below a billion`,
    })
    .refine((value) => /^\d{1,9}(\.\d{1,6})?$/.test(value), {
      message: `Field '${field}' must be an amount like 19.99, below a billion`,
    })

const taxedAs = {
  product_id: id.optional(),
  category: label.optional(),
  subcategory: label.optional(),
}

const PAIR = {
  path: ["subcategory"],
  message: "category and subcategory come in pairs: give both, or neither",
}

const line = z
  .strictObject({
    ...taxedAs,
    amount: amount("lines, amount"),
    quantity: z.number().int().min(1).max(1_000_000).default(1),
  })
  .refine((given) => areBoth(given.category, given.subcategory), PAIR)

/** The body of `POST /admin/kintsugi/trial-estimate`. */
export const trialEstimateSchema = z
  .strictObject({
    address: z.strictObject({ ...addressFields, country_code: countryCode }),
    ...taxedAs,
    amount: amount("amount").optional(),
    lines: z.array(line).min(1).max(MAX_LINES).optional(),
    shipping_amount: amount("shipping_amount").optional(),
    customer_id: id.optional(),
    currency_code: z
      .string()
      .trim()
      .regex(/^[a-z]{3}$/i, {
        message: "Field 'currency_code' must be three letters, like usd",
      }),
    simulate_registration: z.boolean().default(false),
  })
  .refine((given) => areBoth(given.category, given.subcategory), PAIR)
  .refine(
    ({ amount, product_id, category, lines }) =>
      lines
        ? amount === undefined && !product_id && !category
        : amount !== undefined,
    {
      path: ["amount"],
      message:
        "Field 'amount' is required, or else 'lines': a list of lines, each with its amount and what it is taxed as",
    }
  )

export type TrialEstimateBody = z.infer<typeof trialEstimateSchema>
