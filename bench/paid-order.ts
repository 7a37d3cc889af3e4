import type { BenchStore } from "./stores"
import { wholeCheckout } from "./whole-checkout"

/**
 * {@link wholeCheckout}, with its payment captured.
 *
 * @returns the order's id
 */
export const paidOrder = async (store: BenchStore): Promise<string> => {
  const orderId = await wholeCheckout(store)
  const { order } = await store.admin<{
    order: { payment_collections: { payments: { id: string }[] }[] }
  }>("GET", `/admin/orders/${orderId}?fields=*payment_collections.payments`)
  const payment = order.payment_collections[0]?.payments[0]
  await store.admin("POST", `/admin/payments/${payment?.id}/capture`, {})
  return orderId
}
