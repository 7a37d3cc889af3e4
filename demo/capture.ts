import { setTimeout as delay } from "node:timers/promises"
import type { Api } from "../scripts/store/api"
import { moneyIn } from "./figures"

/** How long the sale may take to reach Kintsugi, in ms. */
const PATIENCE_MS = 30_000

type OrderLedger = {
  currency_code: string
  transactions: {
    state: string
    kintsugi_id: string | null
    net: string
    tax: string
    message: string | null
  }[]
}

/**
 * Captures an order's payments, as a merchant does.
 *
 * @returns their ids
 */
export const capturePayments = async (
  admin: Api,
  orderId: string
): Promise<string[]> => {
  const { order } = await admin<{
    order: { payment_collections: { payments: { id: string }[] | null }[] }
  }>("GET", `/admin/orders/${orderId}?fields=*payment_collections.payments`)
  const ids = order.payment_collections.flatMap(({ payments }) =>
    (payments ?? []).map(({ id }) => id)
  )
  for (const id of ids) {
    await admin("POST", `/admin/payments/${id}/capture`, {})
  }
  return ids
}

/**
 * Captures an order's payment, as a merchant does, and waits until the sale is
 * reported to Kintsugi.
 *
 * @returns a sentence about the sale at Kintsugi
 * @throws an error with the reason if the sale is not reported in time
 */
export const captureAndReport = async (
  admin: Api,
  orderId: string
): Promise<string> => {
  await capturePayments(admin, orderId)
  const deadline = Date.now() + PATIENCE_MS
  for (;;) {
    const { currency_code, transactions } = await admin<OrderLedger>(
      "GET",
      `/admin/kintsugi/orders/${orderId}`
    )
    const [sale] = transactions
    if (sale?.state === "delivered") {
      const money = moneyIn(currency_code)
      return `Kintsugi has the sale as ${sale.kintsugi_id}: ${money(Number(sale.net))} and ${money(Number(sale.tax))} of tax.`
    }
    if (Date.now() > deadline) {
      throw new Error(
        `The sale was not reported to Kintsugi: ${sale?.message ?? "it is not in the ledger"}`
      )
    }
    await delay(200)
  }
}
