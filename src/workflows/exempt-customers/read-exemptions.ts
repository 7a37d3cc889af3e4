import type { MedusaContainer } from "@medusajs/framework/types"
import {
  type KintsugiClient,
  type KintsugiExemption,
  isKintsugiError,
} from "../../kintsugi"
import { KINTSUGI_MODULE } from "../../modules/kintsugi"
import type { KintsugiModuleService } from "../../modules/kintsugi/service"
import type { CustomerTax, ShownExemption } from "./customer-tax"
import { soon } from "./deadline"
import { customerInMedusa } from "./kintsugis-customer"

/** @throws MedusaError (not_found) where there is no such customer */
export const readCustomerTax = async (
  customerId: string,
  container: MedusaContainer
): Promise<CustomerTax> => {
  const service = container.resolve<KintsugiModuleService>(KINTSUGI_MODULE)
  const customer = await customerInMedusa(customerId, container)
  const [taxIds, groups, known] = await Promise.all([
    service.listKintsugiTaxIds({ customer_id: customerId }),
    service.listKintsugiExemptGroups(),
    exemptionsAtKintsugi(customerId, service),
  ])
  const names = new Map(
    (customer.groups ?? []).map(({ id, name }) => [id, name])
  )
  return {
    customer_id: customerId,
    ...known,
    tax_ids: taxIds.map(({ id, country_code, number }) => ({
      id,
      country_code,
      number,
    })),
    exempt_groups: groups.flatMap(({ customer_group_id, reason }) => {
      const name = names.get(customer_group_id)
      return name ? [{ id: customer_group_id, name, reason }] : []
    }),
  }
}

const exemptionsAtKintsugi = async (
  customerId: string,
  service: KintsugiModuleService
): Promise<Pick<CustomerTax, "kintsugi_id" | "exemptions" | "problem">> => {
  const nothing = { kintsugi_id: null, exemptions: [] }
  const { connection, missing } = await service.getEffective()
  if (!connection) {
    return { ...nothing, problem: `Kintsugi is not configured: ${missing}.` }
  }
  try {
    const { client } = connection
    const record = await client.findCustomer(customerId, { deadline: soon() })
    return record
      ? {
          kintsugi_id: record.id,
          exemptions: await shownExemptions(record.id, client),
          problem: null,
        }
      : { ...nothing, problem: null }
  } catch (error) {
    if (!isKintsugiError(error)) {
      throw error
    }
    return { ...nothing, problem: error.merchantMessage }
  }
}

const shownExemptions = async (
  customerId: string,
  client: KintsugiClient
): Promise<ShownExemption[]> => {
  const exemptions = await client.listExemptions(customerId, {
    deadline: soon(),
  })
  return Promise.all(
    exemptions.map(async (exemption) => {
      const certificates = await client.listCertificates(exemption.id, {
        deadline: soon(),
      })
      return shownExemption(exemption, certificates.length)
    })
  )
}

/** @param today - `YYYY-MM-DD` */
export const shownExemption = (
  exemption: KintsugiExemption,
  certificates: number,
  today = new Date().toISOString().slice(0, 10)
): ShownExemption => {
  const endDate = exemption.end_date?.slice(0, 10) || null
  return {
    id: exemption.id,
    exemption_type: exemption.exemption_type,
    country_code: exemption.country_code || null,
    jurisdiction: exemption.jurisdiction || null,
    start_date: exemption.start_date.slice(0, 10),
    end_date: endDate,
    reseller: exemption.reseller ?? false,
    fein: exemption.FEIN || null,
    sales_tax_id: exemption.sales_tax_id || null,
    status: exemption.status ?? null,
    is_expired:
      exemption.status === "EXPIRED" || (endDate !== null && endDate < today),
    certificates,
  }
}
