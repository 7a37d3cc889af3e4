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
  createOrFind,
  deadlineFor,
  toMedusaError,
} from "../../kintsugi-api"
import { KINTSUGI_MODULE } from "../../modules/kintsugi"
import { retryConflict } from "../../modules/kintsugi/retry-conflict"
import type { KintsugiModuleService } from "../../modules/kintsugi/service"
import { taxIdFor } from "../../tax/customer/customer-tax-status"
import { toExemptionRecords } from "../../tax/customer/exemptions"
import { logRefusal } from "../log-refusal"
import { findOrCreateKintsugiCustomer, getCustomer } from "./customers"

export type ExemptCustomerInput = {
  customer_id: string
  exemption_type: ExemptionType
  fein: string
  sales_tax_id: string
  /** ISO 3166-1 alpha-2, upper case. */
  country_code: string
  /** States; empty: the whole country. */
  jurisdictions: string[]
  /** `YYYY-MM-DD` */
  start_date: string
  end_date?: string
  reseller: boolean
  /** Who does it: a user's id, or an API key's. */
  by: string
}

/**
 * Creates a customer's exemption at Kintsugi, one for each state, unless an
 * identical one exists already. Kintsugi has no way to delete an exemption, so
 * there is no compensation.
 */
export const sendExemptionsStep = createStep(
  "kintsugi-send-exemptions",
  async (input: ExemptCustomerInput, { container }) => {
    const service = container.resolve<KintsugiModuleService>(KINTSUGI_MODULE)
    const customer = await getCustomer(input.customer_id, container)
    const client = await service.settings.getClient()
    const { connection } = await service.settings.getEffective()
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
      { country: input.country_code }
    )
    try {
      const { id } = await findOrCreateKintsugiCustomer(
        customer,
        taxId,
        client,
        deadlineFor("adminCustomer")
      )
      const exemptions: KintsugiExemption[] = []
      for (const exemption of exemptionsOf(input, id)) {
        exemptions.push(await createExemptionOnce(exemption, client))
      }
      return new StepResponse({
        exemptions,
        kintsugi_id: id,
        organization_id: connection?.organizationId ?? "",
      })
    } catch (error) {
      logRefusal(error, `Exempting the customer ${customer.id}`, container)
      throw toMedusaError(error)
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

const createExemptionOnce = async (
  exemption: NewExemption,
  client: KintsugiClient
): Promise<KintsugiExemption> => {
  const find = async () =>
    (
      await client.listExemptions(
        exemption.customer_id,
        deadlineFor("adminCustomer")
      )
    ).find((known) => isSame(known, exemption))
  const before = await find()
  if (before) {
    return before
  }
  // Not `findOrCreate`: reading a long list takes no time from the sending.
  const { record } = await createOrFind({
    send: () => client.createExemption(exemption, deadlineFor("adminCustomer")),
    find,
    isUnique: false,
    ...deadlineFor("adminCustomer"),
  })
  return record
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

type SentExemptions = {
  exemptions: KintsugiExemption[]
  customer_id: string
  kintsugi_id: string
  organization_id: string
  by: string
}

/** Records that a customer has exemptions, so that carts ask Kintsugi again. */
export const saveExemptCustomerStep = createStep(
  "kintsugi-save-exempt-customer",
  async (sent: SentExemptions, { container }) => {
    const service = container.resolve<KintsugiModuleService>(KINTSUGI_MODULE)
    const { customer_id, organization_id, kintsugi_id, by, exemptions } = sent
    const row = {
      customer_id,
      organization_id,
      kintsugi_id,
      exempted_at: new Date(),
      exempted_by: by,
    }
    await retryConflict(async () => {
      const [before] = await service.listKintsugiCustomers({
        customer_id,
        organization_id,
      })
      return before
        ? service.updateKintsugiCustomers({ ...row, id: before.id })
        : service.createKintsugiCustomers(row)
    })
    await service.customers.addExemptions(
      customer_id,
      organization_id,
      toExemptionRecords(exemptions, organization_id)
    )
    await service.customers.invalidate()
    // Kept even if a later step fails: the exemption exists at Kintsugi.
    return new StepResponse(undefined)
  }
)

/**
 * Exempts a customer at Kintsugi; the customer's carts are exempt there from
 * their next change on.
 *
 * @throws MedusaError (not_found) if there is no such customer,
 * (not_allowed) with Kintsugi's reason, (unexpected_state) if Kintsugi can't be
 * reached
 */
export const exemptCustomerWorkflow = createWorkflow(
  "kintsugi-exempt-customer",
  (input: ExemptCustomerInput) => {
    const sent = sendExemptionsStep(input)
    saveExemptCustomerStep({
      customer_id: input.customer_id,
      kintsugi_id: sent.kintsugi_id,
      organization_id: sent.organization_id,
      exemptions: sent.exemptions,
      by: input.by,
    })
    return new WorkflowResponse(sent.exemptions)
  }
)
