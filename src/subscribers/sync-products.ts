import type {
  SubscriberArgs,
  SubscriberConfig,
} from "@medusajs/framework/subscribers"
import {
  ContainerRegistrationKeys,
  ProductWorkflowEvents,
} from "@medusajs/framework/utils"
import {
  PRODUCT_CLASSIFIED,
  syncProductsToKintsugiWorkflow,
} from "../workflows/classify-products"
import { messageOf } from "../message-of"

/** Tells Kintsugi about a product that is new or has changed. */
export default async function syncProducts({
  event,
  container,
}: SubscriberArgs<{ id: string }>): Promise<void> {
  try {
    await syncProductsToKintsugiWorkflow(container).run({
      input: { product_ids: [event.data.id], only_changes: true },
    })
  } catch (error) {
    container
      .resolve(ContainerRegistrationKeys.LOGGER)
      .warn(
        `[kintsugi] Kintsugi could not be told about ${event.data.id} (internal_error: ${messageOf(error)}). ` +
          "POST /admin/kintsugi/products/sync tries again."
      )
  }
}

export const config: SubscriberConfig = {
  event: [
    ProductWorkflowEvents.CREATED,
    ProductWorkflowEvents.UPDATED,
    PRODUCT_CLASSIFIED,
  ],
}
