import {
  StepResponse,
  WorkflowResponse,
  createStep,
  createWorkflow,
} from "@medusajs/framework/workflows-sdk"
import {
  type ExemptionType,
  type KintsugiClient,
  type KintsugiExemption,
  type NewExemption,
} from "../../kintsugi"
import { KINTSUGI_MODULE } from "../../modules/kintsugi"
import type { KintsugiModuleService } from "../../modules/kintsugi/service"
import { taxIdFor } from "../../tax/customer-standing"
import { soon } from "./deadline"
import { problemFor } from "./kintsugi-problem"
import { customerAtKintsugi, customerInMedusa } from "./kintsugis-customer"

export type ExemptCustomerInput = {
  customer_id: string
  exemption_type: ExemptionType
  fein: string
  sales_tax_id: string
  /** ISO 3166-1 alpha-2, upper case. */
  country_code: string
  /** States; none: the whole country. */
  jurisdictions: string[]
  /** `YYYY-MM-DD` */
  start_date: string
  end_date?: string
  reseller: boolean
  /** Who does it: a user's id, or an API key's. */
  by: string
}

/**
 * Tells Kintsugi of a customer's exemption, one for each state. One that is
 * there already, in the same words, is not made again. Kintsugi has no way to
 * take one back, so there is nothing to compensate.
 */
export const tellExemptionsStep = createStep(
  "kintsugi-tell-exemptions",
  async (input: ExemptCustomerInput, { container }) => {
    const service = container.resolve<KintsugiModuleService>(KINTSUGI_MODULE)
    const customer = await customerInMedusa(input.customer_id, container)
    const client = await service.getClient()
    const { connection } = await service.getEffective()
    const taxIds = await service.listKintsugiTaxIds({
      customer_id: customer.id,
    })
    const taxId = taxIdFor(
      {
        id: customer.id,
        taxIds: taxIds.map(({ country_code, number }) => ({
          country: country_code,
          number,
        })),
      },
      input.country_code
    )
    try {
      const { id } = await customerAtKintsugi(customer, taxId, client, soon())
      const exemptions: KintsugiExemption[] = []
      for (const exemption of exemptionsOf(input, id)) {
        exemptions.push(await exemptionOnce(exemption, client))
      }
      return new StepResponse({
        exemptions,
        kintsugi_id: id,
        organization_id: connection?.organizationId ?? "",
      })
    } catch (error) {
      throw problemFor(error)
    }
  }
)

const exemptionsOf = (
  input: ExemptCustomerInput,
  customerId: string
): NewExemption[] => {
  const states = input.jurisdictions.length ? input.jurisdictions : [undefined]
  return states.map((jurisdiction) => ({
    exemption_type: input.exemption_type,
    customer_id: customerId,
    FEIN: input.fein,
    sales_tax_id: input.sales_tax_id,
    start_date: input.start_date,
    ...(input.end_date && { end_date: input.end_date }),
    country_code: input.country_code,
    ...(jurisdiction && { jurisdiction }),
    reseller: input.reseller,
    status: "ACTIVE" as const,
  }))
}

const exemptionOnce = async (
  exemption: NewExemption,
  client: KintsugiClient
): Promise<KintsugiExemption> => {
  const same = async () =>
    (
      await client.listExemptions(exemption.customer_id, { deadline: soon() })
    ).find((known) => isSame(known, exemption))
  const before = await same()
  if (before) {
    return before
  }
  try {
    return await client.createExemption(exemption, { deadline: soon() })
  } catch (error) {
    // Its answer may be lost.
    const after = await same().catch(() => undefined)
    if (after) {
      return after
    }
    throw error
  }
}

const isSame = (known: KintsugiExemption, wanted: NewExemption): boolean =>
  known.status === "ACTIVE" &&
  known.exemption_type === wanted.exemption_type &&
  (known.jurisdiction || undefined) === wanted.jurisdiction &&
  (known.country_code || undefined) === wanted.country_code &&
  known.start_date.slice(0, 10) === wanted.start_date &&
  (known.end_date?.slice(0, 10) || undefined) === wanted.end_date &&
  (known.FEIN ?? "") === wanted.FEIN &&
  (known.sales_tax_id ?? "") === wanted.sales_tax_id &&
  (known.reseller ?? false) === wanted.reseller

type ToldCustomer = {
  customer_id: string
  kintsugi_id: string
  organization_id: string
  by: string
}

/** Writes down that a customer has exemptions, so that carts ask anew. */
export const noteExemptCustomerStep = createStep(
  "kintsugi-note-exempt-customer",
  async (told: ToldCustomer, { container }) => {
    const service = container.resolve<KintsugiModuleService>(KINTSUGI_MODULE)
    const { customer_id, organization_id, kintsugi_id, by } = told
    const [before] = await service.listKintsugiCustomers({
      customer_id,
      organization_id,
    })
    const row = {
      customer_id,
      organization_id,
      kintsugi_id,
      exempted_at: new Date(),
      exempted_by: by,
    }
    await (before
      ? service.updateKintsugiCustomers({ ...row, id: before.id })
      : service.createKintsugiCustomers(row))
    await service.noteCustomers()
    // Kept though a later step may fail: the exemption holds all the same.
    return new StepResponse(undefined)
  }
)

/**
 * Exempts a customer at Kintsugi; the customer's carts are untaxed there from
 * the next change on.
 *
 * @throws MedusaError (not_found) where there is no such customer,
 * (not_allowed) with Kintsugi's reason, (unexpected_state) where Kintsugi can't
 * be asked
 */
export const exemptCustomerWorkflow = createWorkflow(
  "kintsugi-exempt-customer",
  (input: ExemptCustomerInput) => {
    const told = tellExemptionsStep(input)
    noteExemptCustomerStep({
      customer_id: input.customer_id,
      kintsugi_id: told.kintsugi_id,
      organization_id: told.organization_id,
      by: input.by,
    })
    return new WorkflowResponse(told.exemptions)
  }
)
