import { StepResponse, createStep } from "@medusajs/framework/workflows-sdk"
import { deadlineFor, isKintsugiError } from "../../kintsugi-api"
import { KINTSUGI_MODULE } from "../../modules/kintsugi"
import type { KintsugiModuleService } from "../../modules/kintsugi/service"
import { logRefusal } from "../log-refusal"
import { findOrCreateKintsugiCustomer, getCustomer } from "./customers"
import type { NewTaxId } from "./tax-ids"

/** Why Kintsugi does not have the saved tax id; null: it has it. */
export type SentTaxId = { problem: string | null }

/**
 * Creates the tax id on Kintsugi's record of the customer, or replaces the one
 * of that country there. A customer without a record gets one, so that Kintsugi
 * can check the id. The id stays saved in Medusa even if Kintsugi can't be
 * reached or refuses it. A removed id stays on Kintsugi's record, which has no
 * way to remove it, and is no longer sent with estimates.
 */
export const sendTaxIdStep = createStep(
  "kintsugi-send-tax-id",
  async (taxId: NewTaxId, { container }): Promise<StepResponse<SentTaxId>> => {
    const { customer_id, number } = taxId
    const service = container.resolve<KintsugiModuleService>(KINTSUGI_MODULE)
    const { connection, missing } = await service.settings.getEffective()
    if (number === null) {
      return new StepResponse({ problem: null })
    }
    if (!connection) {
      return new StepResponse({
        problem: `Kintsugi is not configured: ${missing}.`,
      })
    }
    const customer = await getCustomer(customer_id, container)
    try {
      const { client } = connection
      const { id } = await findOrCreateKintsugiCustomer(
        customer,
        number,
        client,
        deadlineFor("adminCustomer")
      )
      await client.saveTaxRegistration(id, number, deadlineFor("adminCustomer"))
      return new StepResponse({ problem: null })
    } catch (error) {
      if (!isKintsugiError(error)) {
        throw error
      }
      logRefusal(error, `Sending a tax id of ${customer_id}`, container)
      return new StepResponse({
        problem:
          error.code === "invalid_request"
            ? `Kintsugi refused it: ${error.plainMessage}`
            : error.merchantMessage,
      })
    }
  }
)
