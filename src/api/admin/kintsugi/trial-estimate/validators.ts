import { z } from "@medusajs/framework/zod"
import { areBoth, id, label } from "../validators"

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

export type TrialEstimateBody = z.infer<typeof trialEstimateSchema>
