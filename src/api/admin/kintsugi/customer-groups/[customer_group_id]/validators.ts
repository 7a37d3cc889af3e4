import { z } from "@medusajs/framework/zod"
import { line } from "../../validators"

/** The body of `POST /admin/kintsugi/customer-groups/:customer_group_id`. */
export const exemptGroupSchema = z.strictObject({
  /** Null: its members are taxed again. */
  reason: line(200).min(1).nullable(),
})

export type ExemptGroupBody = z.output<typeof exemptGroupSchema>
