import type {
  SubscriberArgs,
  SubscriberConfig,
} from "@medusajs/framework/subscribers"
import { PaymentEvents } from "@medusajs/framework/utils"
import { noticeOrdersSoon } from "../workflows/report-orders/notice"
import { ordersOfPayments } from "../workflows/report-orders/orders-of-payment"

/** Looks at the order whose payment was captured or refunded. */
export default async function reportPayments({
  event,
  container,
}: SubscriberArgs<{ id: string }>): Promise<void> {
  await noticeOrdersSoon(
    await ordersOfPayments([event.data.id], container),
    container
  )
}

export const config: SubscriberConfig = {
  event: [PaymentEvents.CAPTURED, PaymentEvents.REFUNDED],
}
