import { z } from "@medusajs/framework/zod"
import { EXEMPTION_TYPES } from "../../../../../../kintsugi-api"
import {
  country,
  day,
  jurisdictions,
  toStateCodes,
  unknownStates,
} from "../../../place"
import { line } from "../../../validators"

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
    country_code: country.default("US"),
    /** States' codes or names; empty: the whole country. */
    jurisdictions,
    start_date: day("start_date"),
    end_date: day("end_date").optional(),
    /** Default: whether the kind is `wholesale`. */
    reseller: z.boolean().optional(),
  })
  .superRefine((body, context) => {
    const { fein, sales_tax_id, start_date, end_date } = body
    const message = unknownStates(body.country_code, body.jurisdictions)
    if (message) {
      context.addIssue({ code: "custom", path: ["jurisdictions"], message })
    }
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
  .transform((body) => ({
    ...body,
    jurisdictions: toStateCodes(body.country_code, body.jurisdictions),
    reseller: body.reseller ?? body.exemption_type === "wholesale",
  }))

export type ExemptionBody = z.output<typeof exemptionSchema>
