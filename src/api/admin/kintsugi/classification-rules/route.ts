import type { MedusaRequest, MedusaResponse } from "@medusajs/framework/http"
import { KINTSUGI_MODULE } from "../../../../modules/kintsugi"
import type { KintsugiModuleService } from "../../../../modules/kintsugi/service"
import {
  countProductsOfRules,
  setClassificationRuleWorkflow,
} from "../../../../workflows/products"
import type { ClassificationRuleBody, RulesQuery } from "./validators"

/** A page of the classification rules, oldest first. */
export const GET = async (
  req: MedusaRequest<unknown, RulesQuery>,
  res: MedusaResponse
): Promise<void> => {
  const { limit, offset, with_products } = req.validatedQuery as RulesQuery
  const [rules, count] = await req.scope
    .resolve<KintsugiModuleService>(KINTSUGI_MODULE)
    .listAndCountKintsugiClassificationRules(
      {},
      { take: limit, skip: offset, order: { id: "ASC" } }
    )
  const products = with_products
    ? await countProductsOfRules(rules, req.scope)
    : []
  res.json({
    classification_rules: rules.map((rule, index) => ({
      ...rule,
      ...(with_products && { products: products[index] }),
    })),
    count,
    limit,
    offset,
  })
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
