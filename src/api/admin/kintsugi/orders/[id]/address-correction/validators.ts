import { z } from "@medusajs/framework/zod"

/** The body of `POST /admin/kintsugi/orders/:id/address-correction`. */
export const addressCorrectionSchema = z.strictObject({
  /** What the merchant was shown, in major units. */
  difference: z
    .string()
    .regex(
      /^-?\d{1,15}(\.\d{1,6})?$/,
      "Field 'difference' must be the decimal that the estimate has shown, such as 0.88"
    ),
})

export type AddressCorrectionBody = z.infer<typeof addressCorrectionSchema>
