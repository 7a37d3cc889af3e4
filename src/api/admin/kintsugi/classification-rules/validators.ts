import { z } from "@medusajs/framework/zod"
import { RULE_KINDS } from "../../../../tax/products/classify"
import { id, label } from "../validators"

/** The body of `POST /admin/kintsugi/classification-rules`. */
export const classificationRuleSchema = z.strictObject({
  kind: z.enum(RULE_KINDS),
  reference_id: id,
  category: label,
  subcategory: label,
})

export type ClassificationRuleBody = z.infer<typeof classificationRuleSchema>
