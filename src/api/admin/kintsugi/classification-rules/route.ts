import type { MedusaRequest, MedusaResponse } from "@medusajs/framework/http"
import { KINTSUGI_MODULE } from "../../../../modules/kintsugi"
import type { KintsugiModuleService } from "../../../../modules/kintsugi/service"
import { setClassificationRuleWorkflow } from "../../../../workflows/products"
import type { PageQuery } from "../validators"
import type { ClassificationRuleBody } from "./validators"

/** A page of the classification rules, oldest first. */
export const GET = async (
  req: MedusaRequest<unknown, PageQuery>,
  res: MedusaResponse
): Promise<void> => {
  const { limit, offset } = req.validatedQuery as PageQuery
  const [rules, count] = await req.scope
    .resolve<KintsugiModuleService>(KINTSUGI_MODULE)
    .listAndCountKintsugiClassificationRules(
      {},
      { take: limit, skip: offset, order: { id: "ASC" } }
    )
  res.json({ classification_rules: rules, count, limit, offset })
}

/** Sets the rule of a category, collection, type or tag. */
export const POST = async (
  req: MedusaRequest<ClassificationRuleBody>,
  res: MedusaResponse
): Promise<void> => {
  const { result } = await setClassificationRuleWorkflow(req.scope).run({
    input: req.validatedBody,
  })
  res.json({ classification_rule: result })
}
