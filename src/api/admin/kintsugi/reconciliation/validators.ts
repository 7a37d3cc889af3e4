import { z } from "@medusajs/framework/zod"
import { moment } from "../validators"

/** The body of `POST /admin/kintsugi/reconciliation`. */
export const reconciliationSchema = z
  .strictObject({
    from: moment("from").optional(),
    to: moment("to").optional(),
    repair: z.boolean().optional(),
    take_over: z.boolean().optional(),
  })
  .default({})

export type ReconciliationBody = z.infer<typeof reconciliationSchema>
