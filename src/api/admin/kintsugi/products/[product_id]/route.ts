import type { MedusaRequest, MedusaResponse } from "@medusajs/framework/http"
import {
  classifyProductsWorkflow,
  readClassification,
} from "../../../../../workflows/products"
import type { ClassifyProductBody } from "./validators"

/** A product's own classification, and what it is taxed as. */
export const GET = async (
  req: MedusaRequest,
  res: MedusaResponse
): Promise<void> => {
  res.json(await readClassification(req.params.product_id ?? "", req.scope))
}

/** Classifies a product, or clears what it was classified as. */
export const POST = async (
  req: MedusaRequest<ClassifyProductBody>,
  res: MedusaResponse
): Promise<void> => {
  const product_id = req.params.product_id ?? ""
  await classifyProductsWorkflow(req.scope).run({
    input: { classifications: [{ product_id, ...req.validatedBody }] },
  })
  res.json(await readClassification(product_id, req.scope))
}
