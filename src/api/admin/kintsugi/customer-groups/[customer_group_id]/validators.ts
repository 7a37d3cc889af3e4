import { z } from "@medusajs/framework/zod"
import {
  country,
  day,
  jurisdictions,
  toStateCodes,
  unknownStates,
} from "../../place"
import { line } from "../../validators"

/** The body of `POST /admin/kintsugi/customer-groups/:customer_group_id`. */
export const exemptGroupSchema = z
  .strictObject({
    /** Null: its members are taxed again. */
    reason: line(200).min(1).nullable(),
    /** Default: everywhere, or the US if there are states. */
    country_code: country.nullable().optional(),
    /** States' codes or names; empty: the whole country. */
    jurisdictions,
    end_date: day("end_date").nullable().default(null),
  })
  .transform((body) => ({
    ...body,
    country_code:
      body.country_code ?? (body.jurisdictions.length ? "US" : null),
  }))
  .superRefine(({ country_code, jurisdictions: states }, context) => {
    const message = country_code && unknownStates(country_code, states)
    if (message) {
      context.addIssue({ code: "custom", path: ["jurisdictions"], message })
    }
  })
  .transform((body) => ({
    ...body,
    jurisdictions: body.country_code
      ? toStateCodes(body.country_code, body.jurisdictions)
      : [],
  }))

export type ExemptGroupBody = z.output<typeof exemptGroupSchema>
