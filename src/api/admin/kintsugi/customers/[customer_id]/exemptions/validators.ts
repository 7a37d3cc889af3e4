import { z } from "@medusajs/framework/zod"
import { EXEMPTION_TYPES } from "../../../../../../kintsugi-api"
import { readCountryCode } from "../../../../../../tax/address/tax-id-country"
import { line } from "../../../validators"

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

export type ExemptionBody = z.output<typeof exemptionSchema>
