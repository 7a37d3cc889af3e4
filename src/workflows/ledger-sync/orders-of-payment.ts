import type { MedusaContainer } from "@medusajs/framework/types"
import { ContainerRegistrationKeys } from "@medusajs/framework/utils"

/** The orders that payments belong to, by way of their payment collections. */
export const ordersOfPayments = async (
  paymentIds: string[],
  container: MedusaContainer
): Promise<string[]> => [
  ...new Set(
    [...(await ordersByPayment(paymentIds, container)).values()].flat()
  ),
]

/** {@link ordersOfPayments} per payment, keyed by the payment's id. */
export const ordersByPayment = async (
  paymentIds: string[],
  container: MedusaContainer
): Promise<ReadonlyMap<string, string[]>> => {
  if (!paymentIds.length) {
    return new Map()
  }
  const query = container.resolve(ContainerRegistrationKeys.QUERY)
  const { data: payments } = await query.graph({
    entity: "payment",
    fields: ["id", "payment_collection_id"],
    filters: { id: paymentIds },
  })
  const collections = new Map(
    (payments as { id: string; payment_collection_id?: string }[]).map(
      ({ id, payment_collection_id }) => [id, payment_collection_id ?? ""]
    )
  )
  if (!collections.size) {
    return new Map()
  }
  const { data: links } = await query.graph({
    entity: "order_payment_collection",
    fields: ["order_id", "payment_collection_id"],
    filters: { payment_collection_id: [...new Set(collections.values())] },
  })
  const orders = links as { order_id: string; payment_collection_id: string }[]
  return new Map(
    [...collections].map(([payment, collection]) => [
      payment,
      orders
        .filter((link) => link.payment_collection_id === collection)
        .map(({ order_id }) => order_id),
    ])
  )
}
