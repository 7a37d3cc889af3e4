import type { MedusaRequest, MedusaResponse } from "@medusajs/framework/http"
import { KINTSUGI_MODULE } from "../../../../../modules/kintsugi"
import type { KintsugiModuleService } from "../../../../../modules/kintsugi/service"
import { syncCatalogToKintsugiWorkflow } from "../../../../../workflows/products"
import type { SyncProductsBody } from "./validators"

/**
 * Starts to sync these products, or all, to Kintsugi in the background.
 * `GET /admin/workflows-executions/:workflow_id/:transaction_id` shows how far
 * it is and, in the end, how many products were created, updated and so on.
 */
export const POST = async (
  req: MedusaRequest<SyncProductsBody>,
  res: MedusaResponse
): Promise<void> => {
  // Reports at once what is missing, instead of doing nothing later.
  await req.scope
    .resolve<KintsugiModuleService>(KINTSUGI_MODULE)
    .settings.getClient()
  const { transaction } = await syncCatalogToKintsugiWorkflow(req.scope).run({
    input: req.validatedBody,
  })
  res.status(202).json({
    workflow_id: syncCatalogToKintsugiWorkflow.getName(),
    transaction_id: transaction.transactionId,
  })
}
