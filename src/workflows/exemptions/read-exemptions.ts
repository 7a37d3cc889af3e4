import type { MedusaContainer } from "@medusajs/framework/types"
import {
  type KintsugiClient,
  type KintsugiExemption,
  type TaxRegistration,
  deadlineFor,
  isKintsugiError,
} from "../../kintsugi-api"
import { KINTSUGI_MODULE } from "../../modules/kintsugi"
import type { KintsugiModuleService } from "../../modules/kintsugi/service"
import { toExemptionRecords } from "../../tax/customer/exemptions"
import { toGroupExemption } from "../../modules/kintsugi/customers/customers"
import type { CustomerTax, ShownExemption } from "./customer-tax"
import { getCustomer } from "./customers"

/** @throws MedusaError (not_found) if there is no such customer */
export const readCustomerTax = async (
  customerId: string,
  container: MedusaContainer
): Promise<CustomerTax> => {
  const service = container.resolve<KintsugiModuleService>(KINTSUGI_MODULE)
  const customer = await getCustomer(customerId, container)
  const [taxIds, groups, known] = await Promise.all([
    service.listKintsugiTaxIds({ customer_id: customerId }),
    customer.groups?.length
      ? service.listKintsugiExemptGroups(
          { customer_group_id: customer.groups.map(({ id }) => id) },
          { take: null }
        )
      : [],
    readAtKintsugi(customerId, service),
  ])
  const { registrations, ...atKintsugi } = known
  const names = new Map(
    (customer.groups ?? []).map(({ id, name }) => [id, name])
  )
  return {
    customer_id: customerId,
    has_account: customer.has_account ?? false,
    exempts_guests: service.settings.getOptions().exemptGuests,
    ...atKintsugi,
    tax_ids: taxIds.map(({ id, country_code, number }) => ({
      id,
      country_code,
      number,
      is_valid: isValidTaxId(number, registrations),
    })),
    exempt_groups: groups.map((group) => ({
      id: group.customer_group_id,
      name: names.get(group.customer_group_id) ?? "",
      ...toGroupExemption(group),
    })),
  }
}

/**
 * Whether a tax id that the merchant entered is valid, according to Kintsugi.
 *
 * @returns null if Kintsugi does not have this number, or does not say
 */
export const isValidTaxId = (
  number: string,
  registrations: TaxRegistration[]
): boolean | null => {
  const strip = (text: string) => text.toUpperCase().replace(/[^0-9A-Z]/g, "")
  const found = registrations.find(
    ({ tax_id }) => strip(tax_id) === strip(number)
  )
  return found?.is_valid ?? null
}

type AtKintsugi = Pick<
  CustomerTax,
  "kintsugi_id" | "exemptions" | "problem"
> & {
  registrations: TaxRegistration[]
}

const readAtKintsugi = async (
  customerId: string,
  service: KintsugiModuleService
): Promise<AtKintsugi> => {
  const nothing = { kintsugi_id: null, exemptions: [], registrations: [] }
  const { connection, missing } = await service.settings.getEffective()
  if (!connection) {
    return { ...nothing, problem: `Kintsugi is not configured: ${missing}.` }
  }
  try {
    const { client } = connection
    const record = await client.findCustomer(
      customerId,
      deadlineFor("adminCustomer")
    )
    const exemptions = record
      ? await client.listExemptions(record.id, deadlineFor("adminCustomer"))
      : []
    const records = toExemptionRecords(exemptions, connection.organizationId)
    const store = (certificates?: ReadonlyMap<string, number>) =>
      service.customers.replaceExemptions(
        customerId,
        connection.organizationId,
        records,
        certificates
      )
    // The merchant may have changed something at Kintsugi itself.
    await store()
    const shown = await shownExemptions(exemptions, client)
    await store(
      new Map(shown.map(({ id, certificates }) => [id, certificates]))
    )
    return record
      ? {
          kintsugi_id: record.id,
          exemptions: shown,
          registrations: record.customer_tax_registrations ?? [],
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

const shownExemptions = (
  exemptions: KintsugiExemption[],
  client: KintsugiClient
): Promise<ShownExemption[]> =>
  Promise.all(
    exemptions.map(async (exemption) => {
      const certificates = await client.listCertificates(
        exemption.id,
        deadlineFor("adminCustomer")
      )
      return shownExemption(exemption, certificates.length)
    })
  )

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
