import type {
  SubscriberArgs,
  SubscriberConfig,
} from "@medusajs/framework/subscribers"
import {
  ContainerRegistrationKeys,
  ProductWorkflowEvents,
} from "@medusajs/framework/utils"
import { PRODUCT_CLASSIFIED } from "../workflows/products"
import { createProductQueue } from "../workflows/products/product-queue"
import { syncChangedProducts } from "../workflows/products/sync-products"
import { safeErrorMessage } from "../safe-error-message"

/** One for all events of the process. */
const queue = createProductQueue()

/**
 * Syncs a product that is new or has changed to Kintsugi: soon, together with
 * all others that are new or change at the same time.
 */
export default async function syncProducts({
  event,
  container,
}: SubscriberArgs<{ id: string }>): Promise<void> {
  const id = event.data.id
  queue([id], async (productIds, isKnown) => {
    try {
      return await syncChangedProducts(productIds, isKnown, container)
    } catch (error) {
      if (!isKnown) {
        container
          .resolve(ContainerRegistrationKeys.LOGGER)
          .warn(
            `[kintsugi] Could not sync ${id} to Kintsugi (internal_error: ${safeErrorMessage(error)}). ` +
              "POST /admin/kintsugi/products/sync tries again."
          )
      }
      throw error
    }
  })
}

export const config: SubscriberConfig = {
  event: [
    ProductWorkflowEvents.CREATED,
    ProductWorkflowEvents.UPDATED,
    PRODUCT_CLASSIFIED,
  ],
}
