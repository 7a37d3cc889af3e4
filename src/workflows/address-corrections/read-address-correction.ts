import type { MedusaContainer } from "@medusajs/framework/types"
import { ContainerRegistrationKeys } from "@medusajs/framework/utils"

/** Whether an order's shipping address was changed after it was placed. */
export type AddressCorrection = {
  order_id: string
  /** When it was last changed; null: never. */
  corrected_at: Date | null
}

type ChangeRow = {
  created_at: Date
  actions?: { details?: { type?: string } | null }[] | null
}

/** How many changes of an order are looked at: the latest. */
const CHANGES = 100

/** Reads it from what Medusa itself records of an order's changes. */
export const readAddressCorrection = async (
  orderId: string,
  container: MedusaContainer
): Promise<AddressCorrection> => {
  const { data } = await container
    .resolve(ContainerRegistrationKeys.QUERY)
    .graph({
      entity: "order_change",
      fields: ["id", "created_at", "actions.details"],
      filters: { order_id: orderId, change_type: "update_order" },
      pagination: { take: CHANGES, skip: 0, order: { created_at: "DESC" } },
    })
  const change = (data as unknown as ChangeRow[]).find(({ actions }) =>
    actions?.some(({ details }) => details?.type === "shipping_address")
  )
  return { order_id: orderId, corrected_at: change?.created_at ?? null }
}
