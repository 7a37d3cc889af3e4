import type { MedusaRequest, MedusaResponse } from "@medusajs/framework/http"
import {
  classifyProductsWorkflow,
  listClassifications,
} from "../../../../workflows/products"
import type { ClassifyProductsBody, ProductsQuery } from "./validators"

/** A page of the store's products with their classification. */
export const GET = async (
  req: MedusaRequest<unknown, ProductsQuery>,
  res: MedusaResponse
): Promise<void> => {
  const { limit, offset, q, classified, resolved } =
    req.validatedQuery as ProductsQuery
  const { products, count, defaults } = await listClassifications(
    { limit, offset, q, classified, isResolved: resolved },
    req.scope
  )
  res.json({ products, count, limit, offset, defaults })
}

/** Classifies many products: all of them, or none where anything is wrong. */
export const POST = async (
  req: MedusaRequest<ClassifyProductsBody>,
  res: MedusaResponse
): Promise<void> => {
  const { result } = await classifyProductsWorkflow(req.scope).run({
    input: req.validatedBody,
  })
  res.json({ classifications: result })
}
