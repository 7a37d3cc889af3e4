import { z } from "@medusajs/framework/zod"
import { RULE_KINDS } from "../../../../tax/products/classify"
import { id, label, pageSchema } from "../validators"

/** The query of `GET /admin/kintsugi/classification-rules`. */
export const rulesSchema = pageSchema.extend({
  /** Whether each rule says on how many products it decides. */
  with_products: z
    .enum(["true", "false"])
    .transform((value) => value === "true")
    .default(false),
})

export type RulesQuery = z.output<typeof rulesSchema>

/** The query of `GET /admin/kintsugi/classification-rules/products`. */
export const ruleProductsSchema = z.object({
  kind: z.enum(RULE_KINDS),
  reference_id: id,
})

export type RuleProductsQuery = z.output<typeof ruleProductsSchema>

/** The body of `POST /admin/kintsugi/classification-rules`. */
export const classificationRuleSchema = z.strictObject({
  kind: z.enum(RULE_KINDS),
  reference_id: id,
  category: label,
  subcategory: label,
})

export type ClassificationRuleBody = z.infer<typeof classificationRuleSchema>
