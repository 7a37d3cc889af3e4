import { z } from "@medusajs/framework/zod"
import { readTaxIdCountry } from "../../../../../../tax/address/tax-id-country"
import { line } from "../../../validators"

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

export type TaxIdBody = z.output<typeof taxIdSchema>
