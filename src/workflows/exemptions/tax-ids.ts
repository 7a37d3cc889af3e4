import { MedusaError } from "@medusajs/framework/utils"
import {
  StepResponse,
  WorkflowResponse,
  createStep,
  createWorkflow,
} from "@medusajs/framework/workflows-sdk"
import { KINTSUGI_MODULE } from "../../modules/kintsugi"
import { retryConflict } from "../../modules/kintsugi/retry-conflict"
import type { KintsugiModuleService } from "../../modules/kintsugi/service"
import { readTaxIdCountry } from "../../tax/address/tax-id-country"
import { getCustomer } from "./customers"
import { sendTaxIdStep } from "./send-tax-id"

export type NewTaxId = {
  customer_id: string
  /** ISO 3166-1 alpha-2, or `XI`, Northern Ireland. */
  country_code: string
  /** Null: remove the id. */
  number: string | null
}

/** Sets a customer's business tax id in a country, or removes it. */
export const saveTaxIdStep = createStep(
  "kintsugi-save-tax-id",
  async (input: NewTaxId, { container }) => {
    const service = container.resolve<KintsugiModuleService>(KINTSUGI_MODULE)
    await getCustomer(input.customer_id, container)
    const [removedRow] =
      input.number === null
        ? await service.listKintsugiTaxIds({
            customer_id: input.customer_id,
            country_code: input.country_code,
          })
        : []
    const taxId = {
      ...input,
      country_code: removedRow?.country_code ?? countryOf(input),
    }
    const { customer_id, country_code } = taxId
    const [before] = await service.listKintsugiTaxIds({
      customer_id,
      country_code,
    })
    await write(service, taxId)
    return new StepResponse(taxId, {
      ...taxId,
      number: before?.number ?? null,
    })
  },
  async (before, { container }) => {
    if (before) {
      await write(
        container.resolve<KintsugiModuleService>(KINTSUGI_MODULE),
        before
      )
    }
  }
)

/** A removed id may be stored under any code. */
const countryOf = ({ country_code, number }: NewTaxId): string => {
  const country = readTaxIdCountry(country_code)
  if (country === undefined && number !== null) {
    throw new MedusaError(
      MedusaError.Types.INVALID_DATA,
      `A tax id can't be from '${country_code}': there is no such country. Use the two-letter country code, such as DE, or XI for Northern Ireland.`
    )
  }
  return country ?? country_code
}

const write = async (
  service: KintsugiModuleService,
  taxId: NewTaxId
): Promise<void> => {
  await retryConflict(() => writeRow(service, taxId))
  await service.customers.invalidate()
}

const writeRow = async (
  service: KintsugiModuleService,
  { customer_id, country_code, number }: NewTaxId
): Promise<void> => {
  const [row] = await service.listKintsugiTaxIds({ customer_id, country_code })
  if (number === null) {
    if (row) {
      await service.deleteKintsugiTaxIds(row.id)
    }
  } else if (row) {
    await service.updateKintsugiTaxIds({ id: row.id, number })
  } else {
    await service.createKintsugiTaxIds({ customer_id, country_code, number })
  }
}

/**
 * Saves a customer's tax id, and registers it at Kintsugi.
 *
 * @throws MedusaError (not_found) if there is no such customer,
 * (invalid_data) if no tax id can be from that country
 */
export const saveTaxIdWorkflow = createWorkflow(
  "kintsugi-save-tax-id",
  (input: NewTaxId) => {
    saveTaxIdStep(input)
    return new WorkflowResponse(sendTaxIdStep(input))
  }
)
