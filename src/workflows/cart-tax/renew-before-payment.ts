import type { MedusaContainer } from "@medusajs/framework/types"
import { ContainerRegistrationKeys } from "@medusajs/framework/utils"
import { KINTSUGI_MODULE } from "../../modules/kintsugi"
import type { KintsugiModuleService } from "../../modules/kintsugi/service"
import { safeErrorMessage } from "../../safe-error-message"
import { refreshCartTaxWorkflow } from "./workflow"

/**
 * Asks Kintsugi again about a cart that it could not answer for, before the
 * shopper is shown what to pay. Where it still can't, or the cart can't be read,
 * the shopper pays what the cart says.
 */
export const renewTaxBeforePayment = async (
  paymentCollectionId: string,
  container: MedusaContainer
): Promise<void> => {
  const { stats } = container.resolve<KintsugiModuleService>(KINTSUGI_MODULE)
  try {
    if (!(await stats.hadFailures())) {
      return
    }
    const cartId = await readCartId(paymentCollectionId, container)
    if (cartId) {
      await refreshCartTaxWorkflow(container).run({
        input: { cart_id: cartId, retry_unanswered: true },
      })
    }
  } catch (error) {
    container
      .resolve(ContainerRegistrationKeys.LOGGER)
      .warn(
        `[kintsugi] ${paymentCollectionId}: the tax of its cart could not be checked again (${safeErrorMessage(error)}); ` +
          "it is checked once more before it becomes an order."
      )
  }
}

const readCartId = async (
  paymentCollectionId: string,
  container: MedusaContainer
): Promise<string | undefined> => {
  const { data } = await container
    .resolve(ContainerRegistrationKeys.QUERY)
    .graph({
      entity: "cart_payment_collection",
      fields: ["cart_id"],
      filters: { payment_collection_id: paymentCollectionId },
    })
  const [link] = data as unknown as { cart_id?: string }[]
  return link?.cart_id
}
