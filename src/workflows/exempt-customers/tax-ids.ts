import {
  StepResponse,
  WorkflowResponse,
  createStep,
  createWorkflow,
} from "@medusajs/framework/workflows-sdk"
import { KINTSUGI_MODULE } from "../../modules/kintsugi"
import type { KintsugiModuleService } from "../../modules/kintsugi/service"
import { customerInMedusa } from "./kintsugis-customer"

export type NewTaxId = {
  customer_id: string
  /** ISO 3166-1 alpha-2, upper case. */
  country_code: string
  /** Null: there is none any more. */
  number: string | null
}

/** Sets a customer's business tax id in a country, or removes it. */
export const saveTaxIdStep = createStep(
  "kintsugi-save-tax-id",
  async (taxId: NewTaxId, { container }) => {
    const service = container.resolve<KintsugiModuleService>(KINTSUGI_MODULE)
    await customerInMedusa(taxId.customer_id, container)
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

const write = async (
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
  await service.noteCustomers()
}

/** @throws MedusaError (not_found) where there is no such customer */
export const saveTaxIdWorkflow = createWorkflow(
  "kintsugi-save-tax-id",
  (input: NewTaxId) => new WorkflowResponse(saveTaxIdStep(input))
)
