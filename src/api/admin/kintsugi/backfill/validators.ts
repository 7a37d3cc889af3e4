import { z } from "@medusajs/framework/zod"
import { moment } from "../validators"

/** The body of `POST /admin/kintsugi/backfill`. */
export const backfillSchema = z
  .strictObject({
    from: moment("from").optional(),
    to: moment("to").optional(),
  })
  .default({})

export type BackfillBody = z.infer<typeof backfillSchema>
