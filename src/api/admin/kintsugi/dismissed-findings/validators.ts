import { z } from "@medusajs/framework/zod"
import { id, line, pageSchema } from "../validators"

/** The query of `GET /admin/kintsugi/dismissed-findings`. */
export const dismissedFindingsSchema = pageSchema.omit({ q: true })

export type DismissedFindingsQuery = z.infer<typeof dismissedFindingsSchema>

/** The body of `POST /admin/kintsugi/dismissed-findings`. */
export const dismissFindingSchema = z.strictObject({
  finding_id: id,
  note: line(1_000).refine(Boolean, {
    error:
      "Field 'note' is empty. Say why nothing has to be done, for whoever reads it later",
  }),
})

export type DismissFindingBody = z.infer<typeof dismissFindingSchema>
