import type { MedusaContainer } from "@medusajs/framework/types"
import { ContainerRegistrationKeys } from "@medusajs/framework/utils"

/** The orders that payments belong to, by way of their payment collections. */
export const ordersOfPayments = async (
  paymentIds: string[],
  container: MedusaContainer
): Promise<string[]> => {
  if (!paymentIds.length) {
    return []
  }
  const query = container.resolve(ContainerRegistrationKeys.QUERY)
  const { data: payments } = await query.graph({
    entity: "payment",
    fields: ["payment_collection_id"],
    filters: { id: paymentIds },
  })
  const collections = (
    payments as { payment_collection_id?: string }[]
  ).flatMap(({ payment_collection_id }) => payment_collection_id ?? [])
  if (!collections.length) {
    return []
  }
  const { data: links } = await query.graph({
    entity: "order_payment_collection",
    fields: ["order_id"],
    filters: { payment_collection_id: collections },
  })
  return [
    ...new Set(
      (links as { order_id?: string }[]).flatMap(
        ({ order_id }) => order_id ?? []
      )
    ),
  ]
}
