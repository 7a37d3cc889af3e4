import type {
  SubscriberArgs,
  SubscriberConfig,
} from "@medusajs/framework/subscribers"
import { PaymentEvents } from "@medusajs/framework/utils"
import { enqueueOrdersDebounced } from "../workflows/ledger-sync/enqueue"
import { ordersOfPayments } from "../workflows/ledger-sync/orders-of-payment"

/** Enqueues the order whose payment was captured or refunded. */
export default async function reportPayments({
  event,
  container,
}: SubscriberArgs<{ id: string }>): Promise<void> {
  await enqueueOrdersDebounced(
    await ordersOfPayments([event.data.id], container),
    container
  )
}

export const config: SubscriberConfig = {
  event: [PaymentEvents.CAPTURED, PaymentEvents.REFUNDED],
}
