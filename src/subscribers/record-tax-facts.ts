import type {
  SubscriberArgs,
  SubscriberConfig,
} from "@medusajs/framework/subscribers"
import { OrderWorkflowEvents } from "@medusajs/framework/utils"
import { recordTaxFactsDebounced } from "../workflows/explanation"

/** Records what decided the tax of an order that was placed. */
export default function recordPlacedOrder({
  event: { data },
  container,
}: SubscriberArgs<{ id: string }>): Promise<void> {
  recordTaxFactsDebounced(data.id, container)
  return Promise.resolve()
}

export const config: SubscriberConfig = {
  event: OrderWorkflowEvents.PLACED,
}
