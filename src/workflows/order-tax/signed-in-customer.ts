import type { MedusaContainer } from "@medusajs/framework/types"
import { ContainerRegistrationKeys } from "@medusajs/framework/utils"
import { KINTSUGI_MODULE } from "../../modules/kintsugi"
import type { KintsugiModuleService } from "../../modules/kintsugi/service"
import { isGuestOrder } from "../../tax/customer/guests"
import { allLines } from "../cart-tax/read-cart"

/**
 * Whether an order was bought by its customer, so that exemptions and tax ids
 * count for lines that are added to it. The order's tax lines show this. Medusa
 * (2.21) makes none for gift cards: an order of gift cards alone is judged by
 * its cart, and belongs to no customer once the record of that cart is deleted.
 * An order without a cart is made by the merchant, and is the customer's.
 */
export const isOfItsCustomer = async (
  order: { id: string } & Parameters<typeof isGuestOrder>[0] &
    Parameters<typeof allLines>[0],
  container: MedusaContainer
): Promise<boolean> => {
  if (isGuestOrder(order)) {
    return false
  }
  if (allLines(order).some(({ tax_lines }) => tax_lines?.length)) {
    return true
  }
  const { data } = await container
    .resolve(ContainerRegistrationKeys.QUERY)
    .graph({
      entity: "order",
      fields: ["customer_id", "cart.id"],
      filters: { id: order.id },
    })
  const [{ customer_id, cart } = {}] = data as unknown as {
    customer_id?: string | null
    cart?: { id: string } | null
  }[]
  return (
    !cart ||
    container
      .resolve<KintsugiModuleService>(KINTSUGI_MODULE)
      .customers.isTrusted(cart.id, customer_id)
  )
}
